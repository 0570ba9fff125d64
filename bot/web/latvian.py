"""The page's fixed words in Latvian: informal and without gender, like :mod:`bot.messages`."""

from bot.question import MAX_CHARACTERS
from bot.web.wording import Strings

LATVIAN = Strings(
    title="Quotewell",
    tagline="Atbildes uz jautājumiem par seksuālo veselību – pārbaudītu dokumentu vārdiem.",
    language="Valoda",
    skip="Pāriet uz jautājuma lauku",
    exit="Iziet no šīs lapas",
    help="Kur meklēt palīdzību",
    draft="Melnraksts: pašas klīnikas tekstus vēl nav apstiprinājis neviens ārsts.",
    display="Teksts un kontrasts",
    larger="Lielāks teksts",
    contrast="Augsts kontrasts",
    volume="Balss skaļums",
    about="Kā tas darbojas",
    how=(
        "Jautā saviem vārdiem. Datorprogramma meklē atbildi un vārds vārdā citē to no šeit "
        "uzskaitītajiem dokumentiem.",
        "Ja dokumentos atbildes nav, programma to pasaka. {sure}",
    ),
    sure="Nekas netiek izdomāts.",
    sure_of_quotes="Citātos nekas netiek izdomāts.",
    points=(
        "Neviens nelasa to, ko raksti, un nekas netiek saglabāts. Kad nospied „Pabeigt un "
        "dzēst” vai aizver lapu, viss no ekrāna pazūd. Tavs pārlūks gan var atcerēties, ka te "
        "biji.",
        "Programma nevar tevi izmeklēt vai noteikt diagnozi. Ar to var palīdzēt klīnikā.",
    ),
    kiosk_points=(
        "Neviens nelasa to, ko raksti, un nekas netiek saglabāts. Kad nospied „Pabeigt un "
        "dzēst”, viss no ekrāna pazūd; tāpat arī tad, ja vienkārši aizej.",
        "Programma nevar tevi izmeklēt vai noteikt diagnozi. Ar to var palīdzēt darbinieki šeit.",
    ),
    remote_points=(
        "Neviens nelasa to, ko raksti, un nekas šeit netiek saglabāts; ko ar nosūtītajiem citātiem "
        "dara valodas modelis citur, nav zināms. Kad nospied „Pabeigt un dzēst” vai aizver "
        "lapu, viss no ekrāna pazūd. Tavs pārlūks gan var atcerēties, ka te biji.",
        "Programma nevar tevi izmeklēt vai noteikt diagnozi. Ar to var palīdzēt klīnikā.",
    ),
    model_point="Valodas modelis virs citātiem var pievienot īsu kopsavilkumu. Programma katru tā "
    "teikumu salīdzina ar citātiem, tomēr kopsavilkumā var būt kļūdas.",
    remote="Lai sagatavotu kopsavilkumu, tavam jautājumam atrastie citāti (bet ne pats jautājums) "
    "tiek nosūtīti valodas modelim ārpus šīs lapas: {host}.",
    summary="Kopsavilkums",
    cite="{number}: parādīt teikumu citātā",
    documents="Dokumenti",
    conversation="Saruna",
    examples_heading="Vari jautāt, piemēram",
    themes_heading="Vari arī izvēlēties tematu",
    question="Tavs jautājums",
    hint=f"Ne vairāk kā {MAX_CHARACTERS} rakstzīmju. Nosūti ar taustiņu Enter.",
    send="Jautāt",
    finish="Pabeigt un dzēst",
    asked="Tu jautāji",
    assumed_advice="Ja domāji ko citu, lūdzu, uzraksti pilnu jautājumu.",
    source="Parādīt avotā",
    close="Aizvērt avotu",
    source_of="Dokuments „{title}”",
    section_of="No dokumenta „{title}”",
    copy="Kopēt ar avota norādi",
    original="Publicētais oriģināls (atvērsies jaunā cilnē)",
    scan="Paņem dokumentu līdzi",
    scan_hint="Pavērs tālruņa kameru pret šo kodu. Kods ved uz publisko lapu „{title}”. Par "
    "to, ko jautāji, kodā nav nekā.",
    listen="Nolasīt balsī",
    published="Publicēts {date}",
    undated="Datums nav norādīts",
    foreign="Citēts dokumenta valodā",
    spoken={
        "looking": "Meklē dokumentos …",
        "ready": "Atbilde ir gatava.",
        "summarised": "Virs citātiem tagad ir kopsavilkums.",
        "busy": "Šobrīd jautā daudzi. Lūdzu, mēģini vēlreiz pēc dažām sekundēm.",
        "offline": "Atbildi neizdevās saņemt. Lūdzu, mēģini vēlreiz vai jautā darbiniekiem.",
        "copied": "Nokopēts.",
        "uncopied": "Nokopēt neizdevās. Iezīmē tekstu un nokopē to bez pogas.",
        "stop": "Beigt lasīt",
        "leaving": "Ielādē …",
        "waiting": "Lūdzu, uzgaidi. Ja nekas nemainās, jautā darbiniekiem.",
        "shift2": "Shift: nospied vēl divas reizes, lai izietu no lapas.",
        "shift1": "Shift: nospied vēl vienu reizi, lai izietu no lapas.",
        "idle": "Vai tu vēl esi šeit?",
        "countdown": "Viss šajā ekrānā tiks izdzēsts. Atlikušās sekundes: {seconds}.",
        "stay": "Turpināt",
        "end": "Beigt tūlīt",
        "keyboard": "Ekrāna tastatūra",
    },
    keys={
        "keyboard": "Tastatūra",
        "shift": "Lielais burts",
        "backspace": "Dzēst",
        "space": "Atstarpe",
        "enter": "Jautāt",
        "symbols": "Cipari un zīmes",
        "left": "Pa kreisi",
        "right": "Pa labi",
        "hide": "Paslēpt tastatūru",
    },
    months=(
        *("janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā", "jūlijā"),
        *("augustā", "septembrī", "oktobrī", "novembrī", "decembrī"),
    ),
    date="{year}. gada {day}. {month}",
)
