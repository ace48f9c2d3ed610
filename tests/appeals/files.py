"""Files of applications and answers, stored as the form stores them."""

from appeals.models import Answer, AnswerFile, Appeal, AppealFile
from signing.files import file_take
from signing.models import File
from tests.factories.signing import make_draft, make_person, upload


def add_file(target: Appeal | Answer, name: str = "letter.txt", words: str = "Слова") -> File:
    owner = (target.author if isinstance(target, Appeal) else None) or make_person()
    data = f"{words} {target.pk} {name}".encode()
    file = file_take(owner=owner, draft=make_draft(owner=owner), upload=upload(data, name))
    if isinstance(target, Appeal):
        AppealFile.objects.create(appeal=target, file=file, position=target.files.count())
    else:
        AnswerFile.objects.create(answer=target, file=file, position=target.files.count())
    return file
