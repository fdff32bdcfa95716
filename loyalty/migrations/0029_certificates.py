"""Gift certificates: money in accounts of their own, what they paid for, and their laws."""

from importlib import import_module

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

app_role = import_module("loyalty.migrations.0003_app_role")
laws = import_module("loyalty.migrations.0002_laws")

UNIT = {
    "name_ru": "деньги сертификатов", "name_en": "money of certificates", "scale": 2,
    "forms_ru": "рубль|рубля|рублей", "forms_en": "rouble|roubles",
}  # fmt: skip
_DOORS = ["certificate", "certificateproduct", "certificatebatch"]
_SEE = [f"view_{model}" for model in _DOORS]
ROLES = {
    "Owner": [
        *_SEE, "add_certificateproduct", "change_certificateproduct", "issue_certificate", "change_certificate_state",
        "reveal_certificate",
    ],
    "Marketer": [*_SEE, "add_certificateproduct", "change_certificateproduct"],
    "Approver": _SEE,
    "Analyst": _SEE,
    "Support": [*_SEE, "change_certificate_state", "reveal_certificate"],
    "Cashier lead": ["view_certificate"],
}  # fmt: skip

# Money of certificates lies in accounts of certificates, and nothing else does.
GUARDS = """
create function loyalty_account_of_certificate() returns trigger language plpgsql as $$
begin
  if (new.owner_kind = 'certificate') <> ((select code from loyalty_unit where id = new.unit_id) = 'CERTIFICATE') then
    raise exception 'money of certificates lies in accounts of certificates, and nothing else does'
      using errcode = '23514', constraint = 'account_certificate_unit';
  end if;
  return new;
end $$;
create trigger account_certificate before insert on loyalty_account
  for each row execute function loyalty_account_of_certificate();
alter table loyalty_account enable always trigger account_certificate;

create function loyalty_certificate_guard() returns trigger language plpgsql as $$
begin
  if (new.index, new.product_id, new.batch_id, new.tail, new.created_at, new.replaces_id)
       is distinct from (old.index, old.product_id, old.batch_id, old.tail, old.created_at, old.replaces_id)
     or (old.activated_at is not null
         and (new.activated_at, new.nominal_kopecks, new.order_id, new.line_id)
             is distinct from (old.activated_at, old.nominal_kopecks, old.order_id, old.line_id))
     or (new.state <> old.state and (old.state, new.state) not in (
       ('created', 'active'), ('created', 'annulled'), ('active', 'blocked'),
       ('blocked', 'active'), ('active', 'replaced'), ('blocked', 'replaced'), ('active', 'annulled'),
       ('blocked', 'annulled'))) then
    raise exception 'certificate % is what it was issued as, and does not go back', old.id
      using errcode = '23514', constraint = 'certificate_terms';
  end if;
  return new;
end $$;
create trigger certificate_guard before update on loyalty_certificate
  for each row execute function loyalty_certificate_guard();
alter table loyalty_certificate enable always trigger certificate_guard;

create function loyalty_order_certificate_guard() returns trigger language plpgsql as $$
begin
  if (new.order_id, new.certificate_id, new.paid_kopecks)
       is distinct from (old.order_id, old.certificate_id, old.paid_kopecks)
     or new.returned_kopecks < old.returned_kopecks then
    raise exception 'what a certificate paid of order % does not change', old.order_id
      using errcode = '23514', constraint = 'order_certificate_terms';
  end if;
  return new;
end $$;
create trigger order_certificate_guard before update on loyalty_ordercertificate
  for each row execute function loyalty_order_certificate_guard();
alter table loyalty_ordercertificate enable always trigger order_certificate_guard;
"""
DROP_GUARDS = """
drop trigger account_certificate on loyalty_account; drop function loyalty_account_of_certificate();
drop trigger certificate_guard on loyalty_certificate; drop function loyalty_certificate_guard();
drop trigger order_certificate_guard on loyalty_ordercertificate; drop function loyalty_order_certificate_guard();
"""
NEVER_DELETED = ["certificate", "certificatebatch", "ordercertificate"]
KEPT = "\n".join(
    f"""
create trigger never_deleted before delete on loyalty_{table} for each row execute function loyalty_forbid_change();
create trigger never_truncated before truncate on loyalty_{table}
  for each statement execute function loyalty_forbid_change();
alter table loyalty_{table} enable always trigger never_deleted;
alter table loyalty_{table} enable always trigger never_truncated;
"""
    for table in NEVER_DELETED
)
DROP_KEPT = "\n".join(
    f"drop trigger never_deleted on loyalty_{table}; drop trigger never_truncated on loyalty_{table};"
    for table in NEVER_DELETED
)
WATCH = """
create trigger audit after insert or update or delete on loyalty_certificateproduct
  for each row execute function loyalty_audit('certificate_kind', 'id', 'name_ru', '', '', '');
alter table loyalty_certificateproduct enable always trigger audit;
"""
DROP_WATCH = "drop trigger audit on loyalty_certificateproduct;"


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        tables = "loyalty_certificate, loyalty_certificatebatch, loyalty_certificateproduct, loyalty_ordercertificate"
        schema_editor.execute(f"grant update on {tables} to {role}")


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    apps.get_model("loyalty", "Unit").objects.using(db).get_or_create(code="CERTIFICATE", defaults=UNIT)
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    hourly, _created = crontabs.get_or_create(minute="25", hour="0-23", timezone="Europe/Moscow")
    tasks.get_or_create(
        name="loyalty.certificates", defaults={"task": "loyalty.certificates", "crontab": hourly, "queue": "jobs"}
    )


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    config = apps.get_app_config("loyalty")
    config.models_module = True  # see 0006
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.using(using).get(name=name)
        group.permissions.add(*permissions.filter(content_type__app_label="loyalty", codename__in=codenames))


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0029_coupons_scope'),
        ('django_celery_beat', '__latest__'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='short_certificates_kopecks',
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='apikey',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('quotes', 'price carts'), ('preview', 'price carts at another instant'), ('orders', 'create, complete and cancel orders'), ('returns', 'take goods back'), ('returns.group', 'take back goods sold by other shops of the group'), ('members', 'find members, read balance and history'), ('enrol', 'enrol members'), ('adjust', 'adjust points'), ('events', 'send events'), ('coupons', 'check, reserve and release coupons'), ('certificates', 'check certificates and take money from them'), ('certificates.issue', 'activate, top up and block certificates'), ('campaigns', 'edit, publish and stop campaigns')], max_length=32), size=None, verbose_name='Allowed'),
        ),
        migrations.CreateModel(
            name='CertificateProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(help_text='Goods of the catalogue sold as it.', max_length=64, unique=True, verbose_name='SKU')),
                ('name_ru', models.CharField(max_length=100, verbose_name='Name in Russian')),
                ('name_en', models.CharField(max_length=100, verbose_name='Name in English')),
                ('nominals', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='Nominals')),
                ('least_kopecks', models.BigIntegerField(blank=True, null=True, verbose_name='Free amount from')),
                ('most_kopecks', models.BigIntegerField(blank=True, null=True, verbose_name='Free amount up to')),
                ('validity_days', models.PositiveSmallIntegerField(default=365, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='Valid for, days')),
                ('text_ru', models.CharField(blank=True, max_length=300, verbose_name='Text on the certificate in Russian')),
                ('text_en', models.CharField(blank=True, max_length=300, verbose_name='Text on the certificate in English')),
                ('is_active', models.BooleanField(default=True, verbose_name='Is sold')),
            ],
            options={
                'verbose_name': 'kind of certificates',
                'verbose_name_plural': 'kinds of certificates',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('least_kopecks__isnull', True), ('most_kopecks__isnull', True)), models.Q(('least_kopecks__gt', 0), ('most_kopecks__gte', models.F('least_kopecks')), ('most_kopecks__lte', 10000000000)), _connector='OR'), name='certificate_product_range'), models.CheckConstraint(condition=models.Q(('validity_days__gte', 1), ('validity_days__lte', 3650)), name='certificate_product_days')],
            },
        ),
        migrations.CreateModel(
            name='CertificateBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveIntegerField(verbose_name='How many')),
                ('nominal_kopecks', models.BigIntegerField(verbose_name='Nominal')),
                ('is_paid', models.BooleanField(verbose_name='Active at once')),
                ('with_pin', models.BooleanField(verbose_name='Number and PIN')),
                ('reason', models.CharField(max_length=500, verbose_name='Reason')),
                ('author_id', models.BigIntegerField()),
                ('at', models.DateTimeField(verbose_name='Issued')),
                ('exported_at', models.DateTimeField(null=True, verbose_name='File taken')),
                ('exported_by_id', models.BigIntegerField(null=True)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='loyalty.certificateproduct')),
            ],
            options={
                'verbose_name': 'batch of certificates',
                'verbose_name_plural': 'batches of certificates',
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.BinaryField(max_length=32, unique=True)),
                ('sealed', models.BinaryField(max_length=256)),
                ('tail', models.CharField(max_length=4, verbose_name='Code')),
                ('pin_hash', models.BinaryField(max_length=32, null=True)),
                ('pin_sealed', models.BinaryField(max_length=128, null=True)),
                ('state', models.CharField(choices=[('created', 'not paid yet'), ('active', 'active'), ('blocked', 'blocked'), ('replaced', 'replaced'), ('annulled', 'returned')], default='created', max_length=8, verbose_name='State')),
                ('nominal_kopecks', models.BigIntegerField(verbose_name='Nominal')),
                ('valid_until', models.DateTimeField(null=True, verbose_name='Valid until')),
                ('line_id', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(verbose_name='Created')),
                ('activated_at', models.DateTimeField(null=True, verbose_name='Activated')),
                ('expired_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='loyalty.member', verbose_name='Member')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='loyalty.order', verbose_name='Sold by')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='loyalty.certificate')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='loyalty.certificatebatch', verbose_name='Batch')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='loyalty.certificateproduct', verbose_name='Kind')),
            ],
            options={
                'verbose_name': 'certificate',
                'verbose_name_plural': 'certificates',
                'permissions': [('issue_certificate', 'Can issue certificates'), ('change_certificate_state', 'Can block, replace and extend certificates'), ('reveal_certificate', 'Can see and print codes of certificates')],
            },
        ),
        migrations.CreateModel(
            name='CertificateStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('created', 'created'), ('reserved', 'waits for the payment of its order'), ('activated', 'activated'), ('topped_up', 'topped up'), ('held', 'amount reserved'), ('released', 'reservation released'), ('paid', 'paid'), ('returned', 'money came back'), ('blocked', 'blocked'), ('unblocked', 'unblocked'), ('replaced', 'replaced by another code'), ('replaces', 'issued in place of another code'), ('extended', 'extended'), ('expired', 'expired'), ('sale_returned', 'given back to the shop'), ('bound', 'added to the cabinet'), ('unbound', 'taken out of the cabinet')], max_length=16)),
                ('kopecks', models.BigIntegerField(default=0)),
                ('hold_id', models.BigIntegerField(null=True)),
                ('reference', models.CharField(blank=True, max_length=128)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('principal', models.CharField(max_length=12)),
                ('principal_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='loyalty.certificate')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.order')),
                ('shop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.shop')),
            ],
            options={
                'verbose_name': 'step of a certificate',
                'verbose_name_plural': 'steps of certificates',
            },
        ),
        migrations.CreateModel(
            name='OrderCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paid_kopecks', models.BigIntegerField()),
                ('short_kopecks', models.BigIntegerField(default=0)),
                ('returned_kopecks', models.BigIntegerField(default=0)),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='loyalty.certificate')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paid_by', to='loyalty.order')),
            ],
        ),
        migrations.AddConstraint(
            model_name='certificatebatch',
            constraint=models.CheckConstraint(condition=models.Q(('count__gt', 0), ('nominal_kopecks__gt', 0)), name='certificate_batch_sizes'),
        ),
        migrations.AddConstraint(
            model_name='certificatebatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exported_at__isnull', True), ('exported_by_id__isnull', True)), models.Q(('exported_at__isnull', False), ('exported_by_id__isnull', False)), _connector='OR'), name='certificate_batch_exported'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(condition=models.Q(('order__isnull', False)), fields=['order', 'line_id'], name='certificate_sold'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(condition=models.Q(('member__isnull', False)), fields=['member'], name='certificate_member'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(condition=models.Q(('expired_at', None), ('state', 'active')), fields=['valid_until'], name='certificate_due'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(fields=['tail'], name='certificate_tail'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('nominal_kopecks__gt', 0)), name='certificate_nominal'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('activated_at__isnull', True), ('state', 'created')), ('state', 'annulled'), models.Q(('activated_at__isnull', False), ('state__in', ['active', 'blocked', 'replaced']), ('valid_until__isnull', False)), _connector='OR'), name='certificate_state'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pin_hash__isnull', True), ('pin_sealed__isnull', True)), models.Q(('pin_hash__isnull', False), ('pin_sealed__isnull', False)), _connector='OR'), name='certificate_pin'),
        ),
        migrations.AddIndex(
            model_name='certificatestep',
            index=models.Index(condition=models.Q(('hold_id__isnull', False)), fields=['hold_id'], name='certificate_step_hold'),
        ),
        migrations.AddIndex(
            model_name='certificatestep',
            index=models.Index(condition=models.Q(('order__isnull', False)), fields=['order'], name='certificate_step_order'),
        ),
        migrations.AddConstraint(
            model_name='certificatestep',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'activated')), fields=('certificate',), name='certificate_activated_once'),
        ),
        migrations.AddConstraint(
            model_name='ordercertificate',
            constraint=models.UniqueConstraint(fields=('order', 'certificate'), name='order_certificate_once'),
        ),
        migrations.AddConstraint(
            model_name='ordercertificate',
            constraint=models.CheckConstraint(condition=models.Q(('paid_kopecks__gt', 0), ('paid_kopecks__gte', django.db.models.expressions.CombinedExpression(models.F('short_kopecks'), '+', models.F('returned_kopecks'))), ('returned_kopecks__gte', 0), ('short_kopecks__gte', 0)), name='order_certificate_bounds'),
        ),
        migrations.AddIndex(
            model_name='ordercertificate',
            index=models.Index(condition=models.Q(('short_kopecks__gt', 0)), fields=['order'], name='order_certificate_short'),
        ),
        laws.append_only("loyalty_certificatestep"),
        migrations.RunSQL(GUARDS, DROP_GUARDS),
        migrations.RunSQL(KEPT, DROP_KEPT),
        migrations.RunSQL(WATCH, DROP_WATCH),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(create, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
