"""Invented people: names in several spellings and scripts, ages, telephones.

Shares follow what is known of the centre's public: a few countries and a few clan names make
most of it, which is what makes a search by name hard. About one name in ten is put together
from syllables, so that the number of different names grows with the number of files.
"""

import functools
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """A country with its share (in thousandths) and its names, the most frequent first.

    Names are apart by blanks, the spellings of one name by "/".
    """

    share: int
    country: str
    language: str
    firsts: str
    families: str


_WEST_FIRSTS = """
    Mamadou/Mamadu/Mahamadou/Mouhamadou/Momodou Mohamed/Mohammed/Mouhamed Ibrahima/Ibrahim
    Amadou/Ahmadou/Amadu Abdoulaye/Abdulai/Abdoullaye Ousmane/Ousman/Usman Alpha Moussa/Musa
    Boubacar/Boubakar/Aboubacar Souleymane/Suleiman/Solomane Thierno/Cherno Lamine Sékou/Sekou
    Alassane/Lassana Issa/Isa Oumar/Omar/Umar Saliou Mamoudou/Mahmoud Cheick/Cheikh Bakary Adama
    Fodé/Fode Aliou/Aliu Siaka Drissa/Idrissa Modibo Yaya/Yahya Ismaël/Ismaila Daouda/Dawda
    Lansana Karamoko Youssouf/Yousouf Seydou/Saidou Fatoumata/Fatumata Aïssatou/Aissatou Kadiatou
    Mariama/Mariam Aminata Hawa Djénabou/Jenabou Bintou/Binta Oumou Salimatou Ramata
"""
_GUINEA = """
    Diallo/Jalloh/Jallow Bah/Ba Barry/Bari Sow Camara/Kamara Baldé/Balde Keita Sylla/Silla Condé
    Touré/Toure/Turay Soumah Bangoura Cissé/Cisse/Ceesay Kourouma Traoré/Traore Doumbouya Fofana
    Sangaré Diaby Kaba Bérété Conté/Conte Kanté Dramé Oularé Mansaré Loua Haba Guilavogui Sano
"""
_MALI = """
    Traoré/Traore Coulibaly/Koulibaly Keita Diarra Konaté/Konate Sidibé/Sidibe Sissoko/Cissokho
    Diakité/Diakite Dembélé/Dembele Koné/Kone Camara/Kamara Doucouré Tounkara Sangaré Maïga Dicko
    Niakaté Kanouté Fofana Samaké Ballo Bagayoko Doumbia Diawara Sacko Kébé Tandia Magassa Wagué
"""
_IVORY = """
    Koné/Kone Ouattara/Wattara Bamba Coulibaly Traoré Diomandé Kouassi/Kwassi Kouadio Koffi Yao
    Konan Touré Fofana Soro Dosso Sangaré Bakayoko Doumbia N'Guessan/Nguessan N'Dri Kouamé Zadi
    Gnahoré Tapé Séri Méité Karamoko Sylla Cissé Diabaté Kanga Amani Brou Ehui Aka
"""
_AFGHAN_FIRSTS = """
    Ahmad/Ahmed Mohammad/Muhammad Ali Abdul Hamid/Hameed Zabihullah/Zabiullah Rahmatullah Najib
    Esmatullah/Ismatullah Nasrullah Farid/Fareed Jawid/Jawed Wali Gul Sayed/Said Habib Omid Reza
    Mustafa/Mostafa Samiullah Hekmatullah Enayatullah Naqibullah Mirwais محمد احمد علی
"""
_AFGHAN = """
    Ahmadzai Stanikzai Noorzai/Nurzai Safi Khan Rahimi Ahmadi Hosseini/Hussaini Mohammadi Karimi
    Amiri Sahak Shinwari Momand Hotak Alokozai Popal Zazai Wardak Habibi Nazari Haidari Yousafzai
"""
_SUDAN_FIRSTS = """
    Mohamed/Muhammad Ahmed/Ahmad Adam/Adem Ibrahim Abdallah/Abdullah Ismail Yahya Ishaq/Ishag Omer
    Hassan/Hasan Bashir/Bachir Abdelrahman Khalid Mustafa Hamid Zakaria محمد آدم إبراهيم
"""
_SUDAN = """
    Abdallah Adam Ibrahim Ismail Haroun/Harun Abakar Idris Salih/Saleh Osman/Othman Yousif Bakhit
    Suleiman Hamid Mohamed Ahmed Musa Abdelkarim Tidjani Hussein عبدالله موسى
"""
_CONGO_FIRSTS = """
    Jean Junior Christian Dieumerci Glody Exaucé Trésor Gloire Merveille Grâce Josué Emmanuel
    Patrick Fiston Héritier Plamedi Divine Naomie Ruth Rachel Nathan Benjamin Samuel Joël Daniel
"""
_CONGO = """
    Mbuyi Kabongo Ilunga Mukendi Tshibangu Kalala Ngoy Mutombo Lukusa Nzuzi Makiese Matondo Mavinga
    Kasongo Mwamba Bokungu Ngalula Kayembe Mpiana Nsimba Luzolo Mabiala Loemba Massamba Kiala
"""
_BANGLADESH_FIRSTS = """
    Md Mohammad Abdul Rakib Shakil Sumon Rubel Sohel/Suhel Tanvir Faisal Mahbub Shahin Jubayer Hasan
    Rahim/Raheem Karim/Kareem Nayeem Sabbir Imran Rasel/Rassel Saiful Ashraful
"""
_BANGLADESH = """
    Hossain/Hussain/Hossen Ahmed Islam Rahman/Rohman Uddin Miah/Mia Khan Ali Chowdhury/Choudhury
    Alam Sarkar/Sarker Mollah Sheikh Talukder Bhuiyan Kazi Haque Hasan Begum Akter
"""

ORIGINS = [
    Origin(310, "GN", "fr", _WEST_FIRSTS, _GUINEA),
    Origin(240, "ML", "bm", _WEST_FIRSTS, _MALI),
    Origin(170, "CI", "fr", _WEST_FIRSTS, _IVORY),
    Origin(50, "SN", "wo", _WEST_FIRSTS, "Ndiaye/N'Diaye/Njie Diop/Jobe Fall" + _GUINEA),
    Origin(40, "GM", "man", _WEST_FIRSTS, "Jallow Ceesay Touray Jobe" + _GUINEA),
    Origin(60, "AF", "prs", _AFGHAN_FIRSTS, _AFGHAN),
    Origin(50, "SD", "ar", _SUDAN_FIRSTS, _SUDAN),
    Origin(50, "CD", "ln", _CONGO_FIRSTS, _CONGO),
    Origin(30, "BD", "bn", _BANGLADESH_FIRSTS, _BANGLADESH),
]
_SYLLABLES = "ba da di fa ga ka ko la lo ma mi mou na nou ra sa si sou ta tou wa ya yo za"


@dataclass(frozen=True)
class Person:
    """What a minor's file says, before it is cut into rows."""

    country: str
    language: str
    sex: str
    first: str
    family: str | None
    spelling: str | None
    age: int
    phone: str | None


@functools.cache
def _ranked(names: str) -> tuple[list[str], list[float]]:
    """Return the names and their cumulated weights, such that the first has one bearer in ten."""
    listed = names.split()
    return listed, list(itertools.accumulate(1 / (rank + 3) for rank in range(1, len(listed) + 1)))


def _name(rng: random.Random, names: str) -> list[str]:
    """Return a name as its spellings, the one used first."""
    if rng.random() < 0.1:
        syllables, _weights = _ranked(_SYLLABLES)
        return ["".join(rng.choices(syllables, k=rng.choice((2, 3, 3)))).capitalize()]
    listed, weights = _ranked(names)
    [entry] = rng.choices(listed, cum_weights=weights)
    spellings = entry.split("/")
    rng.shuffle(spellings)
    return spellings


def generator(seed: int) -> Callable[[], Person]:
    """Return a function that gives another person at each call, the same ones for one seed."""
    rng = random.Random(seed)
    shares = [origin.share for origin in ORIGINS]

    def person() -> Person:
        [origin] = rng.choices(ORIGINS, shares)
        first, *other_firsts = _name(rng, origin.firsts)
        family, *_others = _name(rng, origin.families)
        if rng.random() < 0.25:
            first += " " + _name(rng, origin.firsts)[0]
        phone = None if rng.random() < 0.4 else f"+33{rng.choice('67')}{rng.randrange(10**8):08}"
        return Person(
            country=origin.country,
            language=origin.language,
            sex="female" if rng.random() < 0.06 else "male",
            first=first,
            family=None if rng.random() < 0.08 else family,
            spelling=other_firsts[0] if other_firsts and rng.random() < 0.4 else None,
            age=rng.choices((13, 14, 15, 16, 17), (1, 4, 17, 42, 36))[0],
            phone=phone,
        )

    return person
