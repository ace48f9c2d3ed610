from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0004_option_without_votes'),
    ]

    operations = [
        migrations.AddField(
            model_name='survey',
            name='finished_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
