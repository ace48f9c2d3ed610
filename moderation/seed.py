"""The first grounds, route and step. The chief moderator changes them in the CMS afterwards."""

from typing import Any

# code, may refuse, may cut, titles (kk, ru, en), explanations for the author (kk, ru, en)
GROUNDS: list[tuple[str, bool, bool, tuple[str, str, str], tuple[str, str, str]]] = [
    (
        "personal-data",
        True,
        True,
        ("Дербес деректер", "Персональные данные", "Personal data"),
        (
            "Мәтінде адамның дербес деректері бар: нөмірі, мекенжайы немесе аты-жөні. "
            "Оларды жариялауға болмайды.",
            "В тексте есть персональные данные: номер, адрес или имя человека. "
            "Их нельзя публиковать.",
            "The text has personal data: somebody's number, address or name. "
            "They may not be published.",
        ),
    ),
    (
        "abuse",
        True,
        True,
        ("Балағат пен дөрекілік", "Оскорбления и грубость", "Abuse"),
        (
            "Мәтінде адамды қорлайтын немесе дөрекі сөздер бар.",
            "В тексте есть слова, которые оскорбляют людей.",
            "The text has words that abuse people.",
        ),
    ),
    (
        "obscene",
        True,
        True,
        ("Былапыт сөздер", "Нецензурная лексика", "Obscene language"),
        (
            "Мәтінде былапыт сөздер бар.",
            "В тексте есть нецензурные слова.",
            "The text has obscene words.",
        ),
    ),
    (
        "defamation",
        True,
        True,
        ("Жала жабу", "Клевета", "Defamation"),
        (
            "Мәтінде адамның абыройына нұқсан келтіретін, расталмаған айыптау бар.",
            "В тексте есть неподтверждённое обвинение, которое порочит человека.",
            "The text accuses somebody of a disgraceful thing without proof.",
        ),
    ),
    (
        "hatred",
        True,
        True,
        ("Алауыздықты қоздыру", "Разжигание розни", "Incitement to hatred"),
        (
            "Әлеуметтік, нәсілдік, ұлттық, діни, тектік-топтық немесе рулық алауыздыққа "
            "шақыруды жариялауға болмайды.",
            "Нельзя публиковать призывы к социальной, расовой, национальной, религиозной, "
            "сословной или родовой розни.",
            "Calls to social, racial, national, religious, class or clan hatred may not be "
            "published.",
        ),
    ),
    (
        "insult",
        True,
        True,
        (
            "Ар-намысты немесе діни сезімді қорлау",
            "Оскорбление чести или религиозных чувств",
            "Insult to honour or religious feelings",
        ),
        (
            "Мәтін адамдардың ар-намысын немесе діни сезімін қорлайды.",
            "Текст оскорбляет честь или религиозные чувства людей.",
            "The text insults people's honour or religious feelings.",
        ),
    ),
    (
        "superiority",
        True,
        True,
        ("Артықшылықты насихаттау", "Пропаганда превосходства", "Propaganda of superiority"),
        (
            "Адамдардың бір тобын екіншісінен жоғары қою туралы насихатты жариялауға болмайды.",
            "Нельзя публиковать пропаганду превосходства одних людей над другими.",
            "Propaganda that some people stand above others may not be published.",
        ),
    ),
    (
        "public-order",
        True,
        True,
        (
            "Қоғамдық негіздерге қарсы шақыру",
            "Призывы против основ общества",
            "Calls against the foundations of society",
        ),
        (
            "Конституциялық құрылысқа, аумақтық тұтастыққа, қауіпсіздікке, денсаулыққа немесе "
            "имандылыққа қарсы шақыруды жариялауға болмайды.",
            "Нельзя публиковать призывы против конституционного строя, территориальной "
            "целостности, безопасности, здоровья или нравственности.",
            "Calls against the constitutional order, territorial integrity, security, health or "
            "morals may not be published.",
        ),
    ),
    (
        "advertising",
        True,
        True,
        ("Жарнама", "Реклама", "Advertising"),
        (
            "Мәтінде тауардың немесе қызметтің жарнамасы бар.",
            "В тексте есть реклама товара или услуги.",
            "The text advertises goods or services.",
        ),
    ),
    (
        "duplicate",
        True,
        False,
        ("Қайталанған мәтін", "Повтор", "Repeated text"),
        (
            "Дәл осындай мәтініңіз жарияланған.",
            "Такой же ваш текст уже опубликован.",
            "The same text of yours is published already.",
        ),
    ),
    (
        "unreadable",
        True,
        False,
        ("Мәтін түсініксіз", "Текст нельзя понять", "The text can't be understood"),
        (
            "Мәтінді оқу немесе түсіну мүмкін емес. Қысқартуларды толық жазыңыз.",
            "Текст нельзя прочитать или понять. Пишите сокращения полностью.",
            "The text can't be read or understood. Write abbreviations in full.",
        ),
    ),
    (
        "spelling",
        False,
        True,
        ("Қатені түзету", "Исправление ошибок", "Spelling corrected"),
        (
            "Артық немесе қате жазылған сөздер алынып тасталды.",
            "Убраны лишние или ошибочно написанные слова.",
            "Words that were misspelt or doubled are taken out.",
        ),
    ),
]

# The word is the same in Kazakh and Russian; the chief moderator may rename both.
WORKFLOW = "Модерация"
STEP = "Модератор"
KINDS = ("appeal", "answer", "question", "comment", "survey", "survey_text")
CHIEF_GROUP = "Chief moderators"
# Rights of the group beside those on grounds and routes: to enter the CMS, to compose workflows.
CHIEF_RIGHTS = [
    ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
    *(
        ("wagtailcore", model, f"{verb}_{model}", f"Can {verb} {model}")
        for model in ("workflow", "task")
        for verb in ("add", "change", "delete")
    ),
    *(
        ("moderation", model, f"{verb}_{model}", f"Can {verb} {name}")
        for model, name in (("ground", "ground"), ("workflowroute", "moderation route"))
        for verb in ("add", "change", "delete", "view")
    ),
    *(
        (
            "moderation",
            "deskrules",
            f"{verb}_deskrules",
            f"Can {verb} rules of the moderators' desk",
        )
        for verb in ("change", "view")
    ),
]


def grounds_seed(model: Any) -> None:
    """Add the grounds that are missing; those that are there stay as they are."""
    for order, (code, for_refusal, for_cut, titles, explanations) in enumerate(GROUNDS):
        words = dict(zip(("title_kk", "title_ru", "title_en"), titles, strict=True))
        words |= {
            f"explanation_{lang}": text
            for lang, text in zip(("kk", "ru", "en"), explanations, strict=True)
        }
        model.objects.get_or_create(
            code=code,
            defaults=words
            | {"for_refusal": for_refusal, "for_cut": for_cut, "order": 10 * (order + 1)},
        )


def workflow_seed(get_model: Any) -> None:
    """One workflow of one step, and the routes that lead there. ``get_model``: of migrations."""
    content_types = get_model("contenttypes", "ContentType").objects
    step_type, _made = content_types.get_or_create(app_label="moderation", model="moderationtask")
    step, _made = get_model("moderation", "ModerationTask").objects.get_or_create(
        name=STEP, defaults={"content_type": step_type}
    )
    workflow, _made = get_model("wagtailcore", "Workflow").objects.get_or_create(name=WORKFLOW)
    get_model("wagtailcore", "WorkflowTask").objects.get_or_create(
        workflow=workflow, task_id=step.pk, defaults={"sort_order": 0}
    )
    for kind in KINDS:
        get_model("moderation", "WorkflowRoute").objects.get_or_create(
            kind=kind, agency=None, defaults={"workflow": workflow}
        )


def chief_group_seed(get_model: Any) -> None:
    """The group whose members, while they are moderators, change grounds and routes."""
    content_types = get_model("contenttypes", "ContentType").objects
    permissions = get_model("auth", "Permission").objects
    group, _made = get_model("auth", "Group").objects.get_or_create(name=CHIEF_GROUP)
    for app, model, codename, name in CHIEF_RIGHTS:
        content_type, _made = content_types.get_or_create(app_label=app, model=model)
        right, _made = permissions.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        group.permissions.add(right)
