"""The language an employee chose last, for messages to them; no act that the journal would tell of."""

from django.db import migrations, models

WATCH = """
drop trigger audit on loyalty_user;
create trigger audit after insert or update or delete on loyalty_user for each row execute function
  loyalty_audit('employee', 'id', '', '', 'password,username,first_name,last_name,email', '{left_out}');
alter table loyalty_user enable always trigger audit;
"""


class Migration(migrations.Migration):

    dependencies = [('loyalty', '0033_closed_books')]

    operations = [
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=2),
        ),
        migrations.RunSQL(
            WATCH.format(left_out="last_login,date_joined,language"), WATCH.format(left_out="last_login,date_joined")
        ),
    ]
