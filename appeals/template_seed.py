"""The first templates of answers: general words, ours, for every agency and topic."""

from typing import Any

KK_END = (
    "\n\nОсы жауаппен келіспесеңіз, оған Әкімшілік рәсімдік-процестік кодекстің 91-бабына сәйкес "
    "шағымдануға құқығыңыз бар.\n\nҚұрметпен,\n{{office}}"
)
RU_END = (
    "\n\nЕсли Вы не согласны с ответом, Вы вправе обжаловать его в порядке статьи 91 "
    "Административного процедурно-процессуального кодекса.\n\nС уважением,\n{{office}}"
)
EN_END = (
    "\n\nIf you disagree with this answer, you may appeal against it under Article 91 of the "
    "Administrative Procedural and Process-Related Code.\n\nYours faithfully,\n{{office}}"
)
KK_START = "{{registered_on}} тіркелген № {{number}} өтінішіңіз қаралды."
RU_START = "Ваше обращение № {{number}}, зарегистрированное {{registered_on}}, рассмотрено."
EN_START = "Your application No. {{number}}, registered on {{registered_on}}, has been considered."

# language, title, what stands between beginning and end
TEMPLATES = [
    (
        "kk",
        "Мәселе шешілді",
        "{{?қашан}} біз {{?не істедік}}. Мұны {{?қайдан немесе қандай құжаттан}} тексере аласыз.",
    ),
    (
        "kk",
        "Мәселе жоспарға енгізілді",
        "Жұмыс {{?қай күнге}} жоспарланған. Негіздеме: {{?жоспар немесе бюджет, нөмірі мен күні}}. "
        "Жауапты бөлімше: {{?бөлімше}}.",
    ),
    (
        "kk",
        "Түсіндіру",
        "Бұл мәселе {{?заң, бап}} реттеледі. Ол бойынша {{?не белгіленген}}. Сондықтан Сізге "
        "{{?не істеу керек}}.",
    ),
    (
        "kk",
        "Сұралған ақпарат",
        "Сұраған мәліметтеріңіз: {{?деректер, қай күнгі}}. Дереккөз: {{?дереккөз}}.",
    ),
    (
        "kk",
        "Бас тарту",
        "Өтінішіңізді қанағаттандыру мүмкін емес, өйткені {{?себебі}}. Негіздеме: {{?заң, бап}}. "
        "Сіз {{?басқа жол}} аласыз.",
    ),
    (
        "kk",
        "Ұсынысыңызға рахмет",
        "{{subject}} туралы ұсынысыңызды {{?кім және қашан}} қарады. Шешім: {{?шешім}}. Себебі: "
        "{{?себебі}}.",
    ),
    (
        "ru",
        "Вопрос решён",
        "{{?Когда}} мы {{?что сделали}}. Проверить это можно {{?где или по какому документу}}.",
    ),
    (
        "ru",
        "Вопрос включён в план",
        "Работы намечены на {{?срок}}. Основание: {{?план или бюджет, номер и дата}}. Отвечает за "
        "них {{?подразделение}}.",
    ),
    (
        "ru",
        "Разъяснение",
        "Этот вопрос регулирует {{?закон, статья}}. По нему {{?что установлено}}. Поэтому Вам "
        "следует {{?что сделать}}.",
    ),
    (
        "ru",
        "Запрошенные сведения",
        "Сведения, о которых Вы спрашивали: {{?данные, на какую дату}}. Источник: {{?источник}}.",
    ),
    (
        "ru",
        "Отказ",
        "Исполнить Вашу просьбу нельзя, потому что {{?причина}}. Основание: {{?закон, статья}}. "
        "Вы можете {{?другой путь}}.",
    ),
    (
        "ru",
        "Спасибо за предложение",
        "Предложение «{{subject}}» рассмотрено {{?кем и когда}}. Решение: {{?решение}}. Причина: "
        "{{?причина}}.",
    ),
    (
        "en",
        "The matter is settled",
        "On {{?date}} we {{?what was done}}. You can check it {{?where or in which document}}.",
    ),
    (
        "en",
        "The matter is in the plan",
        "The work is planned for {{?date}}. Basis: {{?plan or budget, number and date}}. "
        "Responsible: {{?unit}}.",
    ),
    (
        "en",
        "Explanation",
        "This is governed by {{?law, article}}. It says that {{?what is laid down}}. So you should "
        "{{?what to do}}.",
    ),
    (
        "en",
        "Information asked for",
        "This is what you asked for: {{?data, as of which day}}. Source: {{?source}}.",
    ),
    (
        "en",
        "Refusal",
        "Your request can't be granted because {{?reason}}. Basis: {{?law, article}}. You can "
        "{{?another way}}.",
    ),
    (
        "en",
        "Thank you for the proposal",
        "The proposal “{{subject}}” was considered by {{?whom and when}}. Decision: {{?decision}}. "
        "Reason: {{?reason}}.",
    ),
]
HELLO = {
    # No name of the author: a public answer with one would wait for a moderator.
    "kk": f"Құрметті өтініш иесі!\n\n{KK_START} ",
    "ru": f"Здравствуйте!\n\n{RU_START} ",
    "en": f"Dear applicant,\n\n{EN_START} ",
}
END = {"kk": KK_END, "ru": RU_END, "en": EN_END}


def templates_seed(template: Any) -> None:
    """Add what is missing, by language and title."""
    for language, title, words in TEMPLATES:
        template.objects.get_or_create(
            agency=None,
            language=language,
            title=title,
            defaults={"body": f"{HELLO[language]}{words}{END[language]}"},
        )
