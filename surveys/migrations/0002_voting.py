import core.fields
import core.localized
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_agency_answers_signed_from'),
        ('moderation', '0005_conference_routes'),
        ('surveys', '0001_initial'),
        ('wagtailimages', '0027_image_description'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('receipt', models.CharField(max_length=64, unique=True)),
                ('answers', models.JSONField(default=dict)),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('region', models.CharField(blank=True, choices=[('10', 'Abai region'), ('11', 'Aqmola region'), ('15', 'Aqtobe region'), ('19', 'Almaty region'), ('23', 'Atyrau region'), ('27', 'West Kazakhstan region'), ('31', 'Jambyl region'), ('33', 'Jetisu region'), ('35', 'Qaragandy region'), ('39', 'Qostanai region'), ('43', 'Qyzylorda region'), ('47', 'Mangystau region'), ('55', 'Pavlodar region'), ('59', 'North Kazakhstan region'), ('61', 'Turkistan region'), ('62', 'Ulytau region'), ('63', 'East Kazakhstan region'), ('71', 'Astana city'), ('75', 'Almaty city'), ('79', 'Shymkent city')], max_length=2)),
                ('age', models.CharField(blank=True, choices=[('0-17', 'under 18'), ('18-29', '18 to 29'), ('30-44', '30 to 44'), ('45-59', '45 to 59'), ('60+', '60 and older')], max_length=5)),
                ('day', models.DateField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BoxedBallot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('receipt', models.CharField(max_length=64, unique=True)),
                ('answers', models.JSONField(default=dict)),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('region', models.CharField(blank=True, choices=[('10', 'Abai region'), ('11', 'Aqmola region'), ('15', 'Aqtobe region'), ('19', 'Almaty region'), ('23', 'Atyrau region'), ('27', 'West Kazakhstan region'), ('31', 'Jambyl region'), ('33', 'Jetisu region'), ('35', 'Qaragandy region'), ('39', 'Qostanai region'), ('43', 'Qyzylorda region'), ('47', 'Mangystau region'), ('55', 'Pavlodar region'), ('59', 'North Kazakhstan region'), ('61', 'Turkistan region'), ('62', 'Ulytau region'), ('63', 'East Kazakhstan region'), ('71', 'Astana city'), ('75', 'Almaty city'), ('79', 'Shymkent city')], max_length=2)),
                ('age', models.CharField(blank=True, choices=[('0-17', 'under 18'), ('18-29', '18 to 29'), ('30-44', '30 to 44'), ('45-59', '45 to 59'), ('60+', '60 and older')], max_length=5)),
                ('day', models.DateField()),
                ('texts', core.fields.EncryptedTextField(null=True)),
                ('replaces', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DayCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='GroupCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(choices=[('all', 'everybody'), ('language', 'language'), ('region', 'region'), ('age', 'age')], max_length=8)),
                ('group', models.CharField(blank=True, max_length=5)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='PartialAnswers',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('content', core.fields.EncryptedTextField()),
                ('saved_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'participation',
            },
        ),
        migrations.CreateModel(
            name='SurveyRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField()),
                ('text_kk', models.CharField(max_length=300, verbose_name='row (kk)')),
                ('text_ru', models.CharField(blank=True, max_length=300, verbose_name='row (ru)')),
                ('text_en', models.CharField(blank=True, max_length=300, verbose_name='row (en)')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
            bases=(core.localized.LocalizedMixin, models.Model),
        ),
        migrations.CreateModel(
            name='SurveyRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('open_days', models.PositiveSmallIntegerField(default=10, help_text='Our default: no published rule is known.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='open for at least, days')),
                ('conclusion_working_days', models.PositiveSmallIntegerField(default=10, help_text='Our default: no published rule is known.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(250)], verbose_name='“What we did with it” within, working days')),
                ('anonymous_per_hour', models.PositiveSmallIntegerField(default=20, help_text='Our default. Many people may share one address.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='answers without signing in, from one address an hour')),
            ],
            options={
                'verbose_name': 'rules of surveys',
            },
        ),
        migrations.CreateModel(
            name='SurveySection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title_kk', models.CharField(max_length=250, verbose_name='heading (kk)')),
                ('title_ru', models.CharField(blank=True, max_length=250, verbose_name='heading (ru)')),
                ('title_en', models.CharField(blank=True, max_length=250, verbose_name='heading (en)')),
                ('intro_kk', models.TextField(blank=True, verbose_name='introduction (kk)')),
                ('intro_ru', models.TextField(blank=True, verbose_name='introduction (ru)')),
                ('intro_en', models.TextField(blank=True, verbose_name='introduction (en)')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'section',
                'verbose_name_plural': 'sections',
                'ordering': ['order', 'id'],
            },
            bases=(core.localized.LocalizedMixin, models.Model),
        ),
        migrations.CreateModel(
            name='SurveyText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('receipt', models.CharField(max_length=64, unique=True)),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('original', core.fields.EncryptedTextField(null=True)),
                ('state', models.CharField(choices=[('pending', 'with a moderator'), ('published', 'published'), ('refused', 'not published'), ('withdrawn', 'replaced by its author')], default='pending', max_length=9)),
                ('body', models.TextField(blank=True)),
                ('cuts', models.JSONField(blank=True, default=list)),
                ('refusal_note', core.fields.EncryptedTextField(null=True)),
                ('published_on', models.DateField(null=True)),
            ],
            options={
                'verbose_name': 'free answer',
                'verbose_name_plural': 'free answers',
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(choices=[('all', 'everybody'), ('language', 'language'), ('region', 'region'), ('age', 'age')], default='all', max_length=8)),
                ('group', models.CharField(blank=True, max_length=5)),
                ('value', models.CharField(blank=True, max_length=120)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AlterModelOptions(
            name='surveyquestion',
            options={'ordering': ['order', 'id'], 'verbose_name': 'question', 'verbose_name_plural': 'questions'},
        ),
        migrations.AddField(
            model_name='survey',
            name='age_from',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='from the age of'),
        ),
        migrations.AddField(
            model_name='survey',
            name='age_to',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='to the age of'),
        ),
        migrations.AddField(
            model_name='survey',
            name='asks_region',
            field=models.BooleanField(default=False, help_text='People say themselves where they live; nobody checks it.', verbose_name='asks the region'),
        ),
        migrations.AddField(
            model_name='survey',
            name='close_reason_en',
            field=models.TextField(blank=True, verbose_name='why it is closed early (en)'),
        ),
        migrations.AddField(
            model_name='survey',
            name='close_reason_kk',
            field=models.TextField(blank=True, verbose_name='why it is closed early (kk)'),
        ),
        migrations.AddField(
            model_name='survey',
            name='close_reason_ru',
            field=models.TextField(blank=True, verbose_name='why it is closed early (ru)'),
        ),
        migrations.AddField(
            model_name='survey',
            name='concluded_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='survey',
            name='conclusion_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='“What we did with it” is promised by'),
        ),
        migrations.AddField(
            model_name='survey',
            name='copied_from',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='survey',
            name='frozen_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='survey',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='survey',
            name='may_change',
            field=models.BooleanField(default=False, help_text="With the receipt only: we can't find anybody's answers without it.", verbose_name='an answer may be changed until closing'),
        ),
        migrations.AddField(
            model_name='survey',
            name='planned_closes_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='survey',
            name='regions',
            field=models.JSONField(blank=True, default=list, help_text='Codes of regions; empty: the whole country.', verbose_name='only these regions'),
        ),
        migrations.AddField(
            model_name='survey',
            name='return_ground',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.ground'),
        ),
        migrations.AddField(
            model_name='survey',
            name='return_note',
            field=core.fields.EncryptedTextField(null=True),
        ),
        migrations.AddField(
            model_name='survey',
            name='secret_destroyed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='survey',
            name='secret_mark',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='survey',
            name='state',
            field=models.CharField(choices=[('draft', 'being written'), ('review', 'with a moderator'), ('ready', 'approved')], default='ready', editable=False, max_length=6),
        ),
        migrations.AddField(
            model_name='survey',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='survey',
            name='voters',
            field=models.CharField(choices=[('person', 'people who signed in, each once'), ('anybody', 'anybody, without signing in')], default='person', max_length=8, verbose_name='who may answer'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='choices_from',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='at least'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='choices_to',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='at most'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='help_en',
            field=models.CharField(blank=True, max_length=500, verbose_name='help (en)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='help_kk',
            field=models.CharField(blank=True, max_length=500, verbose_name='help (kk)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='help_ru',
            field=models.CharField(blank=True, max_length=500, verbose_name='help (ru)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='high_en',
            field=models.CharField(blank=True, max_length=80, verbose_name='the high end means (en)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='high_kk',
            field=models.CharField(blank=True, max_length=80, verbose_name='the high end means (kk)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='high_ru',
            field=models.CharField(blank=True, max_length=80, verbose_name='the high end means (ru)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='low_en',
            field=models.CharField(blank=True, max_length=80, verbose_name='the low end means (en)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='low_kk',
            field=models.CharField(blank=True, max_length=80, verbose_name='the low end means (kk)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='low_ru',
            field=models.CharField(blank=True, max_length=80, verbose_name='the low end means (ru)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailimages.image', verbose_name='picture'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='picture_text_en',
            field=models.CharField(blank=True, max_length=250, verbose_name='what the picture shows (en)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='picture_text_kk',
            field=models.CharField(blank=True, max_length=250, verbose_name='what the picture shows (kk)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='picture_text_ru',
            field=models.CharField(blank=True, max_length=250, verbose_name='what the picture shows (ru)'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='random_order',
            field=models.BooleanField(default=False, help_text='Each reader sees them in another order, so that the first has no advantage.', verbose_name='options in random order'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='results_shown',
            field=models.CharField(choices=[('live', 'all the time'), ('voted', 'after voting'), ('closed', 'after closing'), ('never', 'never')], default='closed', help_text='Counts where the survey shows results question by question.', max_length=6, verbose_name='results'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='scale_from',
            field=models.SmallIntegerField(default=1, verbose_name='scale from'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='scale_to',
            field=models.SmallIntegerField(default=5, verbose_name='scale to'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='shown_if',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shows', to='surveys.surveyoption', verbose_name='only for those who chose'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='text_limit',
            field=models.PositiveSmallIntegerField(default=1000, verbose_name='characters at most'),
        ),
        migrations.AlterField(
            model_name='survey',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='agencies.agency', verbose_name='agency'),
        ),
        migrations.AlterField(
            model_name='survey',
            name='legacy_id',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name='survey',
            name='results_shown',
            field=models.CharField(choices=[('live', 'all the time'), ('voted', 'after voting'), ('closed', 'after closing'), ('question', 'question by question')], default='closed', max_length=8, verbose_name='results'),
        ),
        migrations.AlterField(
            model_name='surveyoption',
            name='order',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='order'),
        ),
        migrations.AlterField(
            model_name='surveyquestion',
            name='kind',
            field=models.CharField(choices=[('one', 'one of many'), ('many', 'several of many'), ('yesno', 'yes or no'), ('scale', 'scale'), ('matrix', 'one answer in each row'), ('ranking', 'put in order'), ('text', 'free text'), ('date', 'date'), ('place', 'place')], default='one', max_length=7, verbose_name='how it is answered'),
        ),
        migrations.AlterField(
            model_name='surveyquestion',
            name='order',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='order'),
        ),
        migrations.AddIndex(
            model_name='survey',
            index=models.Index(fields=['agency', '-opens_at'], name='survey_by_agency'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('age_from__isnull', True), ('age_to__isnull', True), ('age_to__gte', models.F('age_from')), _connector='OR'), name='survey_ages_in_order'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('voters', 'anybody'), _negated=True), models.Q(('age_from__isnull', True), ('age_to__isnull', True)), _connector='OR'), name='survey_of_anybody_knows_no_age'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('voters', 'anybody'), _negated=True), ('may_change', False), _connector='OR'), name='survey_of_anybody_unchanged'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('planned_closes_at__isnull', True), models.Q(('planned_closes_at__gt', models.F('closes_at')), models.Q(('close_reason_kk', ''), _negated=True)), _connector='OR'), name='survey_closed_early_says_why'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('conclusion_due_at__isnull', True), ('conclusion_due_at__gte', models.F('closes_at')), _connector='OR'), name='survey_conclusion_after_closing'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('secret_destroyed_at__isnull', True), models.Q(('secret_mark', ''), _negated=True), _connector='OR'), name='survey_destroyed_had_secret'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='boxedballot',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='daycount',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='day_counts', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='groupcount',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_counts', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='partialanswers',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='participation',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='surveyrow',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='surveys.surveyquestion'),
        ),
        migrations.AddConstraint(
            model_name='surveyrules',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='survey_rules_one_row'),
        ),
        migrations.AddConstraint(
            model_name='surveyrules',
            constraint=models.CheckConstraint(condition=models.Q(('open_days__gte', 1), ('conclusion_working_days__gte', 1), ('anonymous_per_hour__gte', 1)), name='survey_rules_positive'),
        ),
        migrations.AddField(
            model_name='surveysection',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='surveyquestion',
            name='section',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='surveys.surveysection'),
        ),
        migrations.AddConstraint(
            model_name='surveyquestion',
            constraint=models.CheckConstraint(condition=models.Q(('scale_to__gt', models.F('scale_from')), ('scale_from__gte', 0), ('scale_to__lte', 10)), name='survey_scale_in_order'),
        ),
        migrations.AddConstraint(
            model_name='surveyquestion',
            constraint=models.CheckConstraint(condition=models.Q(('choices_from__isnull', True), ('choices_to__isnull', True), ('choices_to__gte', models.F('choices_from')), _connector='OR'), name='survey_choices_in_order'),
        ),
        migrations.AddConstraint(
            model_name='surveyquestion',
            constraint=models.CheckConstraint(condition=models.Q(('text_limit__gt', 0), ('text_limit__lte', 2000)), name='survey_text_has_limit'),
        ),
        migrations.AddConstraint(
            model_name='surveyquestion',
            constraint=models.CheckConstraint(condition=models.Q(('picture__isnull', True), models.Q(('picture_text_kk', ''), _negated=True), _connector='OR'), name='survey_picture_is_told'),
        ),
        migrations.AddField(
            model_name='surveytext',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='surveys.surveyquestion'),
        ),
        migrations.AddField(
            model_name='surveytext',
            name='refusal_ground',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.ground'),
        ),
        migrations.AddField(
            model_name='tally',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='surveys.surveyquestion'),
        ),
        migrations.AddConstraint(
            model_name='daycount',
            constraint=models.UniqueConstraint(fields=('survey', 'day'), name='survey_day_once'),
        ),
        migrations.AddConstraint(
            model_name='groupcount',
            constraint=models.UniqueConstraint(fields=('survey', 'by', 'group'), name='survey_group_once'),
        ),
        migrations.AddConstraint(
            model_name='surveyrow',
            constraint=models.UniqueConstraint(fields=('question', 'key'), name='survey_row_key_once'),
        ),
        migrations.AddIndex(
            model_name='surveytext',
            index=models.Index(fields=['question', 'state', 'public_id'], name='survey_text_by_question'),
        ),
        migrations.AddConstraint(
            model_name='surveytext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('body', ''), _negated=True), _connector='OR'), name='survey_text_published_has_words'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('question', 'by', 'group', 'value'), name='survey_tally_once'),
        ),
        # Surveys that are there already were public before there was a state.
        migrations.AlterField(
            model_name='survey',
            name='state',
            field=models.CharField(choices=[('draft', 'being written'), ('review', 'with a moderator'), ('ready', 'approved')], default='draft', editable=False, max_length=6),
        ),
    ]
