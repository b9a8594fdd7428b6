"""Given names and family names by country. Common names; who bears both together is chance."""

from dataclasses import dataclass


def _words(text: str) -> list[str]:
    return text.split("|")


@dataclass(frozen=True)
class Pool:
    """What one country's names are made of."""

    boys: list[str]
    girls: list[str]
    families: list[str]


_MANDE_BOYS = (
    "Mamadou|Amadou|Mamoudou|Ibrahima|Ousmane|Oumar|Aboubacar|Souleymane|Moussa|Issa|Yacouba|"
    "Youssouf|Abdoulaye|Alassane|Lansana|Sékou|Cheick|Seydou|Daouda|Djibril|Fodé|Lamine|Mory|Salif|"
    "Siaka|Bakary|Karamoko|Hamidou|Boubacar|Adama|Drissa|Modibo|Tidiane|Yaya|Demba|Samba"
)
_MANDE_GIRLS = (
    "Fatoumata|Aminata|Mariama|Aïssatou|Kadiatou|Hawa|Djénéba|Ramatoulaye|Maïmouna|Salimata|"
    "Nafissatou|Bintou|Binta|Rokiatou|Safiatou|Habibatou|Oumou|Adama|Assitan|Kadidia|Fanta|Nana"
)
_ARAB_BOYS = (
    "Mohamed|Ahmed|Ibrahim|Omar|Youssef|Moussa|Issa|Idriss|Mustapha|Bilal|Ayoub|Hassan|Yassine|"
    "Walid|Oussama|Khaled|Sofiane|Adam|Ismaïl|Abdallah|Abdelkarim|Saïd|Amine|Anouar"
)
_ARAB_GIRLS = "Fatima|Amina|Khadija|Maryam|Aïcha|Zineb|Salma|Nour|Yasmine|Hiba|Rania|Safia"
_AFGHAN_BOYS = (
    "Zabihullah|Najibullah|Ehsanullah|Samiullah|Habibullah|Rahmatullah|Mirwais|Noor|Jamal|Nasir|"
    "Farid|Zia|Hekmatullah|Sayed|Abdul Rahman|Gul Agha|Omid|Javid|Ahmad|Mohammad Ali"
)
_AFGHAN_GIRLS = "Zahra|Maryam|Fereshta|Shabnam|Parwana|Nilofar|Fatema|Gul Bibi|Laila|Zainab"

POOLS: dict[str, Pool] = {
    "GN": Pool(
        _words(_MANDE_BOYS + "|Thierno|Alpha|Mamadou Alpha|Mamadou Saliou|Mohamed Lamine|"
               "Aboubacar Sidiki|Thierno Amadou|Elhadj|Alseny|Mamadou Oury|Ibrahima Sory|"
               "Mamadou Bailo|Naby|Nfamara"),
        _words(_MANDE_GIRLS + "|Fatoumata Binta|Mariama Ciré|Aïssatou Bobo|Kadiatou Lamarana|"
               "Hadja Mariam|Fatoumata Yarie"),
        _words("Diallo|Bah|Barry|Baldé|Sow|Camara|Keita|Condé|Touré|Cissé|Sylla|Soumah|Bangoura|"
               "Sidibé|Doumbouya|Kourouma|Fofana|Kaba|Diané|Yansané|Oularé|Guilavogui|Kolié|Conté"),
    ),
    "ML": Pool(
        _words(_MANDE_BOYS + "|Cheick Oumar|Mohamed Lamine|Mahamadou|Bréhima"),
        _words(_MANDE_GIRLS + "|Fatoumata Bintou|Aïssata|Mah|Sitan"),
        _words("Traoré|Keita|Coulibaly|Diarra|Koné|Konaté|Sissoko|Sangaré|Dembélé|Diakité|Sidibé|"
               "Dramé|Diawara|Tounkara|Magassa|Soumaré|Niakaté|Kouyaté|Diabaté|Camara|Doumbia"),
    ),
    "CI": Pool(
        _words("Koffi|Kouassi|Kouadio|Yao|Kouamé|Konan|Moussa|Ibrahim|Adama|Lassina|Souleymane|"
               "Drissa|Inza|Jean-Claude|Franck Hervé|Junior|Mohamed|Aboubakar"),
        _words("Affoué|Akissi|Amenan|Aya|Adjoua|Mariam|Fatou|Awa|Aminata|Salimata|Grâce Emmanuelle|"
               "Marie-Ange|Prisca|Kadidia|Bintou|Assetou"),
        _words("Ouattara|Bamba|Koné|Coulibaly|Traoré|Touré|Diomandé|Bakayoko|N'Guessan|Kouassi|"
               "Koffi|Yao|Konaté|Fofana|Cissé|Kouadio|Diarrassouba"),
    ),
    "SN": Pool(
        _words("Mouhamadou|Cheikh|Ousseynou|Assane|Modou|Pape|Ibrahima|Abdou Karim|Alioune|Mamadou "
               "Lamine|Samba|Demba|Serigne Fallou|Babacar"),
        _words("Fatou|Aminata|Awa|Khady|Ndeye Fatou|Mariama|Sokhna|Adja|Rokhaya|Binetou|Dieynaba"),
        _words("Ndiaye|Diop|Fall|Diouf|Sarr|Gueye|Thiam|Ndao|Sow|Cissé|Gassama|Mané|Badji|Sy"),
    ),
    "GM": Pool(
        _words("Lamin|Ebrima|Momodou|Modou Lamin|Ousman|Alieu|Foday|Muhammed|Sulayman|Buba|Saikou|"
               "Alagie|Dawda|Yankuba"),
        _words("Fatoumatta|Isatou|Mariama|Awa|Kaddy|Binta|Jainaba|Haddy"),
        _words("Jallow|Ceesay|Touray|Njie|Jobe|Faal|Jobarteh|Camara|Sanneh|Jammeh|Drammeh|Manneh|"
               "Conteh|Bojang|Trawally"),
    ),
    "SL": Pool(
        _words("Mohamed|Alusine|Ibrahim|Abu|Foday|Sheku|Alhassan|Lansana|Abdul"),
        _words("Fatmata|Isatu|Mariatu|Kadiatu|Aminata|Hawa|Zainab|Adama"),
        _words("Kamara|Sesay|Conteh|Bangura|Koroma|Turay|Jalloh|Mansaray|Kargbo"),
    ),
    "GW": Pool(
        _words("Mamadu|Braima|Amadu|Bubacar|Iaia|Saico|Ussumane|Umaro"),
        _words("Fatumata|Mariama|Aissatu|Binta|Cadi|Djenabu"),
        _words("Baldé|Djaló|Mané|Embaló|Seidi|Sané|Camará|Candé"),
    ),
    "MR": Pool(
        _words("Mamadou|Amadou|Abou|Moussa|Cheikh|Ali|Yahya|Mohamed Lemine|Harouna"),
        _words("Fatimata|Aminata|Mariem|Coumba|Kadiata|Hawa"),
        _words("Ba|Sow|Diallo|Soumaré|Niakaté|Camara|Sy|Ould Ahmed|Traoré"),
    ),
    "BF": Pool(
        _words("Issouf|Adama|Salif|Boukary|Rasmané|Abdoul Aziz|Souleymane|Inoussa"),
        _words("Aminata|Mariam|Awa|Salamata|Rasmata|Bibata"),
        _words("Ouédraogo|Sawadogo|Traoré|Zongo|Kaboré|Ilboudo|Dembélé"),
    ),
    "CM": Pool(
        _words("Junior|Steve|Franck|Loïc|Ibrahim|Ulrich|Christian|Hervé|Aboubakar|Jean-Paul"),
        _words("Grâce|Ornella|Larissa|Vanessa|Marie-Claire|Christelle|Divine|Nadège|Aïcha|Sandrine"),
        _words("NJOYA|NGONO|MBARGA|TCHOUA|KAMGA|FOTSO|NDONGO|ATANGANA|MOUKOURI|TALLA|NGUEMO|ABENA"),
    ),
    "CD": Pool(
        _words("Dieumerci|Plamedi|Exaucé|Jonathan|Christian|Hervé|Merveille|Trésor|Glody|Jean-Marie"),
        _words("Plamedi|Exaucée|Merveille|Grâce|Divine|Naomie|Bénédicte|Ruth|Dorcas|Rachel|Gloria|"
               "Deborah|Princesse|Marie-Louise"),
        _words("Tshibangu|Tshimanga|Ilunga|Mukendi|Mbemba|Kalala|Kabongo|Mbuyi|Ngalula|Nsimba|"
               "Makiese|Mutombo|Kasongo|Lukusa|Bolamba|Ekofo|Lokwa|Mayele"),
    ),
    "CG": Pool(
        _words("Exaucé|Prince|Rodrigue|Chancel|Dieuveil|Gédéon"),
        _words("Grâce|Merveille|Ruth|Gloire|Espérance|Prudence|Chancelle"),
        _words("Mbemba|Makaya|Ngoma|Loemba|Massamba|Okemba|Nganga|Mabiala"),
    ),
    "AO": Pool(
        _words("João|Miguel|Domingos|Paulo|Nsimba|Pedro"),
        _words("Esperança|Maria|Luzia|Teresa|Nzuzi|Conceição|Domingas"),
        _words("dos Santos|Mateus|Domingos|Pedro|Makiadi|Nsimba|António"),
    ),
    "NG": Pool(
        _words("Emmanuel|Ibrahim|Samuel|Chinedu|Tunde|Godwin"),
        _words("Blessing|Joy|Precious|Faith|Favour|Gift|Chidinma|Osas"),
        _words("Okafor|Osagie|Adeyemi|Igbinovia|Eze|Bello|Omoruyi"),
    ),
    "TG": Pool(
        _words("Koffi|Komlan|Yao|Kossi|Abdoul|Edem"),
        _words("Afi|Akouvi|Essi|Adjo|Mawuena"),
        _words("Agbeko|Mensah|Lawson|Amouzou|Tchalla|Koudjo"),
    ),
    "GH": Pool(
        _words("Kofi|Kwame|Kwasi|Yaw|Abdul|Emmanuel"),
        _words("Ama|Akosua|Abena|Efua|Rashida"),
        _words("Mensah|Owusu|Boateng|Asante|Osei|Iddrisu"),
    ),
    "AF": Pool(
        _words(_AFGHAN_BOYS),
        _words(_AFGHAN_GIRLS),
        _words("Ahmadzai|Stanikzai|Zadran|Shinwari|Noorzai|Hussaini|Rahimi|Safi|Khan|Hotak"),
    ),
    "PK": Pool(
        _words("Zeeshan|Shahid|Iqbal|Waseem|Bilal|Ali Raza|Usman|Hamza|Adnan"),
        _words("Ayesha|Sana|Hina|Fatima|Iqra"),
        _words("Khan|Hussain|Chaudhry|Shah|Ahmed|Butt|Sheikh|Malik"),
    ),
    "BD": Pool(
        _words("Md Rahim|Md Shahin|Md Sohel|Mohammad Rakib|Md Jahid|Abdul Karim|Rubel|Md Nasir|"
               "Md Ashraf|Shahid|Sumon"),
        _words("Nasrin|Salma|Fatema|Rina|Ayesha"),
        _words("Miah|Hossain|Uddin|Rahman|Chowdhury|Sarkar|Islam|Ali|Sheikh"),
    ),
    "DZ": Pool(_words(_ARAB_BOYS), _words(_ARAB_GIRLS),
               _words("Belhadj|Bouazza|Ben Ali|Djebali|Haddad|Meziane|Boudiaf|Khelifi")),
    "MA": Pool(_words(_ARAB_BOYS), _words(_ARAB_GIRLS),
               _words("El Amrani|Bouazza|El Idrissi|Benjelloun|Alaoui|Ouazzani|Chraibi")),
    "TN": Pool(_words(_ARAB_BOYS), _words(_ARAB_GIRLS),
               _words("Trabelsi|Jebali|Ben Ali|Gharbi|Hammami|Mejri|Ayari")),
    # No family name: the person, the father, the grandfather.
    "SD": Pool(_words(_ARAB_BOYS + "|Eltayeb|Haroun|Bakhit"), _words(_ARAB_GIRLS + "|Hawa"), []),
    "TD": Pool(_words(_ARAB_BOYS + "|Mahamat|Ousmane|Abakar|Hissein"), _words(_ARAB_GIRLS), []),
    "EG": Pool(_words(_ARAB_BOYS + "|Ashraf|Gamal|Mahmoud|Abdelhamid"), _words(_ARAB_GIRLS), []),
    "SO": Pool(
        _words("Abdi|Mohamed|Ahmed|Hassan|Omar|Yusuf|Abdirahman|Liban|Mahad"),
        _words("Hodan|Amina|Fadumo|Sahra|Ifrah|Hawa|Khadra|Asha"),
        [],
    ),
    "ER": Pool(
        _words("Filmon|Yohannes|Tesfay|Merhawi|Berhane|Haile|Gebremeskel|Robel|Natnael|Kidane"),
        _words("Selam|Helen|Rahwa|Feven|Semhar|Miriam|Winta"),
        [],
    ),
    "ET": Pool(
        _words("Tesfaye|Haile|Yohannes|Dawit|Abebe|Bekele|Solomon"),
        _words("Hiwot|Selamawit|Tigist|Bethlehem|Meseret"),
        [],
    ),
}  # fmt: skip

# How a few names are written in Arabic, Persian or Pashto letters: youths write them themselves.
ARABIC_SCRIPT = {
    "Mohamed": "محمد", "Mohammad": "محمد", "Ahmed": "أحمد", "Ahmad": "احمد", "Ibrahim": "إبراهيم",
    "Omar": "عمر", "Youssef": "يوسف", "Moussa": "موسى", "Issa": "عيسى", "Idriss": "إدريس",
    "Mustapha": "مصطفى", "Bilal": "بلال", "Ayoub": "أيوب", "Hassan": "حسن", "Walid": "وليد",
    "Khaled": "خالد", "Adam": "آدم", "Abdallah": "عبد الله", "Saïd": "سعيد", "Amine": "أمين",
    "Yassine": "ياسين", "Haroun": "هارون", "Mahmoud": "محمود", "Ashraf": "أشرف", "Ali": "علي",
    "Fatima": "فاطمة", "Amina": "أمينة", "Khadija": "خديجة", "Maryam": "مريم", "Aïcha": "عائشة",
    "Salma": "سلمى", "Nour": "نور", "Yasmine": "ياسمين", "Hawa": "حواء", "Zahra": "زهرا",
    "Zabihullah": "ذبیح الله", "Najibullah": "نجیب الله", "Habibullah": "حبیب الله",
    "Rahmatullah": "رحمت الله", "Samiullah": "سمیع الله", "Ehsanullah": "احسان الله",
    "Mirwais": "میرویس", "Noor": "نور", "Jamal": "جمال", "Nasir": "ناصر", "Farid": "فرید",
    "Javid": "جاوید", "Omid": "امید", "Laila": "لیلا",
}  # fmt: skip
SCRIPT_COUNTRIES = {"AF", "SD", "TD", "EG", "DZ", "MA", "TN", "PK"}
