"""What a nurse writes in a few French words: (what was found, care given) by motif."""

from clinics.choices import AnyMotif, Motif, SexualHealthMotif

TEXTS: dict[AnyMotif, list[tuple[str, str]]] = {
    Motif.FIRST_CHECK: [
        (
            "Fatigue, dort peu. Pas de plainte aiguë.",
            "Bilan initial, carnet ouvert.",
        ),
        ("Bon état général. Demande à voir un dentiste.", "Bilan initial, dépistages proposés."),
        ("Amaigrissement depuis le départ.", "Bilan initial, rendez-vous PASS à prendre."),
    ],
    Motif.TRAUMA: [
        (
            "Douleur du genou après une chute, marche possible.",
            "Froid, bande, repos conseillé.",
        ),
        ("Lombalgies, dort au sol.", "Paracétamol selon protocole, conseils de posture."),
        ("Ancienne fracture de l’avant-bras, douleur persistante.", "Orientation PASS pour radio."),
    ],
    Motif.SCABIES: [
        ("Prurit nocturne, lésions entre les doigts.", "Traitement selon protocole, linge, J0."),
        ("Prurit, grattage, plusieurs personnes autour.", "Deuxième prise, linge propre donné."),
    ],
    Motif.SKIN: [
        ("Mycose des pieds.", "Antifongique local selon protocole, chaussettes données."),
        ("Eczéma des plis.", "Émollient, conseils d’hygiène."),
        ("Impétigo du visage.", "Nettoyage, avis médical demandé."),
    ],
    Motif.TEETH: [
        ("Carie douloureuse, pas de fièvre.", "Antalgique, rendez-vous dentaire demandé."),
        ("Gingivite.", "Brosse à dents et conseils donnés."),
    ],
    Motif.DIGESTIVE: [
        ("Douleurs abdominales, transit irrégulier.", "Examen parasitologique demandé."),
        ("Brûlures d’estomac, repas irréguliers.", "Conseils, antiacide selon protocole."),
        ("Diarrhée depuis deux jours, pas de fièvre.", "Hydratation, à revoir."),
    ],
    Motif.RESPIRATORY: [
        ("Rhume, toux sèche.", "Lavage de nez, paracétamol selon protocole."),
        ("Mal de gorge depuis trois jours.", "Avis médical demandé."),
        ("Toux depuis plus de deux semaines.", "Orientation CLAT, masque donné."),
    ],
    Motif.FEVER: [("Fièvre, frissons, voyage récent.", "Avis médical le jour même.")],
    Motif.HEADACHE: [
        ("Céphalées en fin de journée.", "Hydratation, paracétamol selon protocole."),
        ("Céphalées, vue à contrôler.", "Orientation bilan de vue."),
    ],
    Motif.SLEEP: [
        ("Réveils fréquents, dort dehors.", "Écoute, conseils, psychologue proposé."),
        ("Cauchemars.", "Écoute, rendez-vous psychologue pris avec son accord."),
    ],
    Motif.DISTRESS: [
        ("Tristesse, isolement.", "Écoute, rendez-vous psychologue proposé."),
        ("Angoisse avant une audience.", "Écoute, repos à l’étage."),
    ],
    Motif.EYES: [
        ("Yeux rouges, larmoiement.", "Lavage au sérum physiologique."),
        ("Vision floue de loin.", "Orientation bilan de vue."),
    ],
    Motif.WOUND: [
        ("Plaie du pied, propre.", "Nettoyage, pansement, tétanos à vérifier."),
        ("Pansement à refaire, bonne évolution.", "Pansement refait."),
    ],
    Motif.VACCINATION: [
        ("Pas de carnet, pas de contre-indication dite.", "Rattrapage commencé, carnet remis."),
        ("Deuxième dose à faire.", "Dose faite, bonne tolérance."),
    ],
    Motif.CHRONIC: [("Asthme connu, traitement perdu.", "Orientation PASS le jour même.")],
    Motif.NUTRITION: [("Fatigue, pâleur.", "Prise de sang à prévoir par la PASS.")],
    Motif.HEPATITIS_B: [("Résultat remis en entretien.", "Orientation spécialisée.")],
    Motif.TUBERCULOSIS: [("Contact signalé.", "Orientation CLAT.")],
    Motif.VIOLENCE: [("Contusions récentes.", "Soins, certificat à demander à l’UMJ.")],
    SexualHealthMotif.UROGENITAL: [
        ("Brûlures urinaires.", "Bandelette faite, avis médical demandé."),
        ("Demande de dépistage.", "Orientation CeGIDD."),
    ],
    SexualHealthMotif.PREGNANCY: [
        ("Retard de règles, test positif.", "Écoute, orientation PMI, sage-femme prévenue."),
        ("Suivi de grossesse, va bien.", "Prochain rendez-vous PMI vérifié."),
    ],
    SexualHealthMotif.CONTRACEPTION: [
        ("Demande de contraception.", "Information donnée, sage-femme."),
        ("Règles douloureuses.", "Antalgique selon protocole, protections données."),
    ],
    SexualHealthMotif.HIV: [("Demande de dépistage.", "Orientation CeGIDD.")],
    SexualHealthMotif.SEXUAL_VIOLENCE: [
        ("Entretien à sa demande.", "Écoute, orientation Maison des femmes proposée."),
    ],
    SexualHealthMotif.MUTILATION: [
        ("Douleurs, en parle pour la première fois.", "Écoute, orientation Maison des femmes."),
    ],
    SexualHealthMotif.OTHER: [("Question sur la puberté.", "Information donnée.")],
    Motif.RENEWAL: [("Ordonnance à renouveler.", "Rendez-vous PASS pris.")],
    Motif.OTHER: [
        ("Demande de chaussures adaptées.", "Vestiaire prévenu."),
        ("Question sur un traitement reçu ailleurs.", "Explication avec interprète."),
    ],
}

# Motif: chance that a next visit is set, in how many days at least and at most. Assumptions, not
# protocols.
FOLLOW_UP: dict[AnyMotif, tuple[float, int, int]] = {
    Motif.SCABIES: (0.9, 7, 14),
    Motif.WOUND: (0.7, 2, 4),
    Motif.VACCINATION: (0.8, 28, 60),
    Motif.FIRST_CHECK: (0.5, 7, 21),
    SexualHealthMotif.PREGNANCY: (0.8, 14, 30),
    Motif.DISTRESS: (0.6, 5, 14),
    SexualHealthMotif.SEXUAL_VIOLENCE: (0.8, 3, 7),
}
USUAL_FOLLOW_UP = (0.25, 7, 21)
