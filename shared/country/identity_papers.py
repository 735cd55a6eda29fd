"""Patterns of what points to somebody beside bare numbers: addresses in words, numbers of papers, plates."""

import re

# ruff: noqa: RUF001 - Arabic letters

# In small letters without accents; signs are as they were. What repeats gives nothing back (++, *+) or is bounded, lest
# a text made for it keep a pattern busy: tests/security/test_costly_words.py.
ENDS = "com|org|net|ma|fr|info|edu|gov|eu|es|dz|tn|int|io|me|co|asso"
DOT = r"(?: ?[(\[{<*] ?(?:dot|point|pt|\.|نقطه|نقطة) ?[)\]}>*] ?| ?\. ?|[ _-]++(?:dot|point|pt|نقطه|نقطة)[ _-]+)"
LABEL = r"[a-z][\w-]{0,62}"  # of a name of the internet, which may not be longer
AT = r"(?:at|arobase?s?|arrobase?|arobaz|ar+oba|apl?estert|a|aro|chez|ات|آت|أت|اروبا[زس]?|أروبا[زس]?)"
WRAPPED = rf"\s?[(\[{{<*~'\"/|_-]++ ?{AT} ?[)\]}}>*~'\"/|_-]+\s?"
HOUSES = "gmail|hotmail|yahoo|outlook|icloud|live|menara|protonmail"
ADDRESS = re.compile(
    rf"&#0*64;|&#x40;|&commat;|%40|(?<!\w)(?:arobase?s?|arrobase?|arobaz|آروباز|[أا]روبا[زس])(?!\w)"
    rf"|[\w.]{WRAPPED}{LABEL}{DOT}[a-z]{{2,}}"
    rf"|\w\s*[(\[{{<] ?(?:at|a|ات|آت|أت) ?[)\]}}>]\s*[a-z]{{3,}}"
    rf"|\w +(?:{AT}) +(?:{LABEL}{DOT}){{1,3}}(?:{ENDS})(?!\w)"
    rf"|\w[._\d]\w*+ +(?:{AT}|sur|=) +(?:{HOUSES})(?!\w)"
    rf"|\w +(?:{HOUSES})(?:{DOT}(?:{ENDS})| com)(?!\w)"
)
ASKED_FOR = (
    "passe?port|jawaz|جواز|sejour|الاقامه|الاقامة|الإقامة|إقامة|اقامه|recepisse|cnss|amo|ramed|الضمان|permis|رخصه|رخصة|"
    "immatricul\\w*|matricule|plaque|لوحه|لوحة|cnie?|cin|iban|rib|(?:numero|n°|no) de compte|compte bancaire|الحساب|"
    "carte|البطاقه|البطاقة|بطاقه|بطاقة|hcr|unhcr|مفوضيه|المفوضية|massar|مسار|dossier|ملف|visa|تاشيره|تأشيرة|لاجئ"
)
OF_MANY = (
    "dirhams?|dh|mad|euros?|personnes?|gens|femmes?|hommes?|associations?|habitants?|"
    "salarie\\w*|assure\\w*|adherent\\w*|"
    "beneficiaires?|familles?|menages?|dossiers?|cartes?|passeports?|heures?|jours|km|metres?|exemplaires|demandes?|"
    "participant\\w*|درهم\\w*|شخص\\w*|مستفيد\\w*|"
    "امراه|امرأة|اسره|أسرة|جمعيه|جمعية|مشارك\\w*|ملف\\w*|بطاقة|بطاقات|طلب\\w*"
)
NUMBERED = re.compile(
    rf"(?<!\w)(?:ال)?(?:{ASKED_FOR})(?!\w)[^\d.;!?\n]{{0,30}}?(?<!\d)(?:[a-z]{{1,3}}[ -]?)?"
    rf"(?!(?:19|20)\d\d(?!\d))\d(?:[ ./-]?\d){{4,}}(?![\d%]| ?(?:{OF_MANY})(?!\w))"
)
# In the letters as written.
PLATE_LETTER = "[A-Zأابتثجحدرزسشصطعفقكلمنهي]"
PLATE = re.compile(
    rf"(?<![\w/.-])\d{{3,6}} ?[-|/] ?{PLATE_LETTER} ?[-|/] ?\d{{1,2}}(?![\w/-])"
    rf"|(?<!\w)(?!(?:19|20)\d\d )\d{{4,6}} (?!A )[A-Zأبتجدهـطيكل] \d{{1,2}}(?!\w)"
    r"|(?<!\w)\d{4,6}[ -]?WW(?!\w)|(?<![\w-])[A-Z]{2}[- ]\d{3}[- ][A-Z]{2}(?![\w-])"
)
OTHER = re.compile(
    r"(?<!\w)(?:[A-Z][ .-]){1,2}\d(?:[ .-]\d){4,6}(?!\d)"  # A B 1 2 3 4 5 6
    r"|(?<!\w)\d{5,7}[A-Z]{1,2}(?![A-Za-z])(?<!DH)"
    r"|(?<!\w)[A-Z]{3}\d{6,9}(?!\d)|(?<!\w)\d{3}-?\d\dC\d{5}(?!\d)|(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}"
)
