"""How fast Escale is at size: `python -m benchmarks`, explained in README.md."""
