from django.db import migrations, models

import search.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('object_id', models.CharField(max_length=64)),
                ('language', models.CharField(max_length=2)),
                ('title', models.CharField(max_length=300)),
                ('excerpt', models.CharField(blank=True, max_length=400)),
                ('url', models.CharField(max_length=300)),
                ('number', models.CharField(blank=True, max_length=24)),
                ('agency_id', models.BigIntegerField(null=True)),
                ('office_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('title_stems', models.TextField(blank=True)),
                ('stems', search.fields.StemsField()),
            ],
            options={
                'indexes': [
                    models.Index(fields=['-at', '-id'], name='search_newest'),
                    models.Index(fields=['kind', '-at', '-id'], name='search_newest_kind'),
                    models.Index(fields=['agency_id', '-at', '-id'], name='search_newest_agency'),
                    models.Index(fields=['office_id', '-at', '-id'], name='search_newest_office'),
                    models.Index(condition=models.Q(('number', ''), _negated=True), fields=['number'], name='search_number'),
                ],
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id', 'language'), name='search_entry_once')],
            },
        ),
    ]
