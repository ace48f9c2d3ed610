import core.fields
import core.localized
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_chain'),
        ('notifications', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, unique=True, verbose_name='kind')),
                ('text_kk', models.TextField(blank=True, verbose_name='notice (kk)')),
                ('text_ru', models.TextField(blank=True, verbose_name='notice (ru)')),
                ('text_en', models.TextField(blank=True, verbose_name='notice (en)')),
                ('subject_kk', models.CharField(blank=True, max_length=150, verbose_name='subject of the mail (kk)')),
                ('subject_ru', models.CharField(blank=True, max_length=150, verbose_name='subject of the mail (ru)')),
                ('subject_en', models.CharField(blank=True, max_length=150, verbose_name='subject of the mail (en)')),
                ('sms_kk', models.CharField(blank=True, max_length=300, verbose_name='SMS (kk)')),
                ('sms_ru', models.CharField(blank=True, max_length=300, verbose_name='SMS (ru)')),
                ('sms_en', models.CharField(blank=True, max_length=300, verbose_name='SMS (en)')),
            ],
            options={
                'verbose_name': 'wording of a notice',
                'verbose_name_plural': 'wordings of notices',
                'ordering': ['kind'],
            },
            bases=(core.localized.LocalizedMixin, models.Model),
        ),
        migrations.CreateModel(
            name='DeliveryRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mails_a_day', models.PositiveSmallIntegerField(default=10, help_text='Our default. What comes after goes into the next daily digest.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='mails a day to one person')),
                ('sms_a_day', models.PositiveSmallIntegerField(default=3, help_text='Our default. What comes after goes into the portal only.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='SMS a day to one person')),
                ('tries', models.PositiveSmallIntegerField(default=8, help_text='Our default. Pauses double from one minute up to six hours.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='tries')),
                ('digest_hour', models.PositiveSmallIntegerField(default=9, help_text='Our default. Time of Astana.', verbose_name='digests go out from, hour')),
                ('digest_weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, verbose_name='weekly digests on')),
            ],
            options={
                'verbose_name': 'rules of sending notices',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='delivery_rules_one_row'), models.CheckConstraint(condition=models.Q(('digest_hour__lte', 23), ('digest_weekday__lte', 6), ('tries__gte', 1)), name='delivery_rules_in_range')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('survey', 'a survey'), ('surveys', 'all surveys'), ('conference', 'an internet conference'), ('conferences', 'all internet conferences'), ('office', "an executive's blog"), ('agency', 'an agency'), ('topic', 'a topic'), ('search', 'a search')], max_length=11)),
                ('key', models.CharField(blank=True, max_length=200)),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('pace', models.CharField(choices=[('once', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week')], default='once', max_length=6)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='subscription',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='notifications.subscription'),
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('data', models.JSONField(default=dict)),
                ('path', models.CharField(blank=True, max_length=200)),
                ('things', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reached', models.BigIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.event')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['id'], name='announcement_open')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('sms', 'SMS')], max_length=5)),
                ('pace', models.CharField(choices=[('once', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week')], default='once', max_length=6)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('held', 'kept for the digest'), ('leased', 'being sent'), ('sent', 'sent'), ('in_digest', 'sent in a digest'), ('dropped', 'not sent'), ('failed', 'could not be sent')], default='waiting', max_length=9)),
                ('message_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('leased_by', models.UUIDField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('digest_on', models.DateField(null=True)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('digest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='notifications.delivery')),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notifications.notice')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'leased'])), fields=['due_at', 'id'], name='delivery_due'), models.Index(fields=['user', '-id'], name='delivery_by_person'), models.Index(condition=models.Q(('state', 'held')), fields=['pace', 'user'], name='delivery_held')],
                'constraints': [models.UniqueConstraint(fields=('notice', 'channel'), name='delivery_once'), models.UniqueConstraint(condition=models.Q(('notice__isnull', True)), fields=('user', 'channel', 'pace', 'digest_on'), name='delivery_digest_once'), models.CheckConstraint(condition=models.Q(('notice__isnull', False), ('digest_on__isnull', False), _connector='OR'), name='delivery_of_something'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'leased'), _negated=True), models.Q(('leased_by__isnull', False), ('leased_until__isnull', False)), _connector='OR'), name='delivery_lease_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='delivery_sent_when')],
            },
        ),
        migrations.CreateModel(
            name='Reach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', core.fields.EncryptedTextField(null=True)),
                ('email_hash', models.CharField(blank=True, db_index=True, max_length=64)),
                ('email_wanted', core.fields.EncryptedTextField(null=True)),
                ('email_on', models.BooleanField(default=False, verbose_name='by e-mail')),
                ('email_blocked_at', models.DateTimeField(null=True)),
                ('sms_on', models.BooleanField(default=False, verbose_name='by SMS')),
                ('sms_blocked_at', models.DateTimeField(null=True)),
                ('quiet_from', models.PositiveSmallIntegerField(default=22, verbose_name='quiet from')),
                ('quiet_to', models.PositiveSmallIntegerField(default=8, verbose_name='quiet until')),
                ('stopped_at', models.DateTimeField(null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reach', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('quiet_from__lte', 23), ('quiet_to__lte', 23)), name='reach_hours_of_a_day'), models.CheckConstraint(condition=models.Q(('email_on', False), ('email__isnull', False), _connector='OR'), name='reach_mail_has_address')],
            },
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(fields=['kind', 'key', 'id'], name='subscription_by_thing'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('user', 'kind', 'key'), name='subscription_once'),
        ),
    ]
