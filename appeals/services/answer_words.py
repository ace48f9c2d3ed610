"""Signs in Kazakh, Russian and English by which a check knows what an answer says."""

import re

ANY_CASE = re.IGNORECASE

# A law, an article of it, an order, rules.
LAW = re.compile(
    r"\bзаң(ы|ын|ға|да|дың|ына|ында|ының|дар)?\b|кодекс|\bбаб?(ы|ын|ында|тың|ының|па)\w*\b|\bбап\b|"
    r"бұйры[қғ]|қаулы|тарма[қғ]\w*|ереже\w*|заңнама|"
    r"\bзакон|\bстать[яиюей]|\bст\.\s*\d|приказ|постановлени|\bпункт|\bп\.\s*\d|правил\w*|норматив|"
    r"\blaws?\b|\bcodes?\b|\barticle\b|\border\s+(no|of)\b|\bregulations?\b|\bdecree\b",
    ANY_CASE,
)
NUMBER = re.compile(r"\d")
# Numbers that say nothing of the matter: the application's own number, points of a list.
NO_FACT = re.compile(r"\bOD-\d{4}-[\d-]+|№\s*OD\S+|^\s*\d{1,2}[.)]\s", ANY_CASE | re.MULTILINE)

COMPLAINT = re.compile(
    # kk: шағымдануға, шағым жасауға / беруге / келтіруге, сотқа жүгінуге
    r"шағымдан\w*|шағым\w*\s+(жаса|бер|келтір|түсір)\w*|сотқа\s+жүгін\w*|"
    # ru: обжаловать, подать жалобу, жалоба подаётся, обратиться с жалобой, в суд
    r"обжал\w+|пода(ть|ва[йт]|ч|ё|е)\w*\s+(\w+\s+)?жалоб\w*|жалоб\w*\s+(пода|можн|може|вправе)\w*|"
    r"обратиться\s+(с\s+жалобой|в\s+суд)|оспорить|"
    # en
    r"(may|can|right\s+to|entitled\s+to)\s+(also\s+)?(appeal|complain|challenge)|"
    r"(lodge|file|submit|bring|make)\s+(a|an|your)\s+(complaint|appeal)|appeal(ed)?\s+(against|to)|"
    r"(go|apply)\s+to\s+(the\s+)?court",
    ANY_CASE,
)

# Words for the first, second and so on, beside "1." and "по пункту 1".
ORDINALS = {
    1: r"бірінші|перв\w+|first",
    2: r"екінші|втор\w+|second",
    3: r"үшінші|трет\w+|third",
    4: r"төртінші|четв[её]рт\w+|fourth",
    5: r"бесінші|пят(ый|ому|ого|ая|ой)|fifth",
}
POINT = re.compile(r"(?:^|(?<=[\s;:(]))(\d{1,2})[.)]\s+(?=\S)", re.MULTILINE)
WORD = re.compile(r"[^\W\d_]{4,}")
STEM = 5


def stems(text: str) -> set[str]:
    """Beginnings of the longer words: Kazakh and Russian change the ends."""
    return {word[:STEM].lower() for word in WORD.findall(text)}


def points_of(text: str) -> dict[int, str]:
    """The numbered questions of a text: 1, 2, 3 in a row, each with its words."""
    marks = list(POINT.finditer(text))
    points: dict[int, str] = {}
    for index, mark in enumerate(marks):
        if int(mark[1]) != len(points) + 1:
            continue
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        points[int(mark[1])] = text[mark.end() : end]
    return points if len(points) > 1 else {}


def names_point(text: str, number: int) -> bool:
    """The answer says which question it speaks of."""
    told = rf"(?:^|[\s(№]){number}[.)]\s"
    asked = rf"(пункт\w*|вопрос\w*|п\.|question|item|point)\s*№?\s*{number}\b"
    said = rf"{told}|{asked}|\b{number}\s*[-–—.]?\s*(тарма|сұра|мәселе|пункт|вопрос|th|st|nd|rd)"
    words = ORDINALS.get(number)
    pattern = f"{said}|\\b({words})\\b" if words else said
    return re.search(pattern, text, ANY_CASE | re.MULTILINE) is not None


def shingles(text: str, size: int = 4) -> set[tuple[str, ...]]:
    """Runs of words, to tell how much of two texts is the same."""
    words = [word.lower() for word in re.findall(r"\w+", text)]
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}
