/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What PostgreSQL promises besides the suite that both ledgers pass: families kept apart by the database
 * itself, transactions done again, restarts, several processes. */

#include "core/error.h"
#include "scratch-database.h"
#include "server/ledger-open.h"
#include "server/system.h"
#include "world.h"

/* property, signing_key, login_failure */
#define N_TABLES_OF_NOBODY 3

typedef struct
{
  World *world;
  Device *home;     /* anna's */
  Device *stranger; /* olga's, of another family */
  char *task;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) mine = NULL;
  g_autoptr (Answer) theirs = NULL;
  g_autofree char *other = NULL;

  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  world_add_user (f->world, "olga", "Away", "owner");
  f->home = device_new (f->world, "anna", "phone");
  f->stranger = device_new (f->world, "olga", "laptop");
  f->task = world_new_id (f->world);
  other = world_new_id (f->world);
  mine
      = push_one (f->home, "manual_resolution", "task", f->task, "'operation':'create','data':{'title':'A'}");
  assert_at (mine, "results.0.status", "applied");
  theirs = push_one (f->stranger, "manual_resolution", "task", other,
                     "'operation':'create','data':{'title':'B'}");
  assert_at (theirs, "results.0.status", "applied");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->task);
  device_free (f->home);
  device_free (f->stranger);
  world_free (f->world);
}

/* As whoever forgot to say which family is meant, or says another's. */
static gint64
count_as (Fixture *f, const char *family_id, const char *what)
{
  g_autofree char *statement = g_strdup_printf (
      "SELECT 1 FROM (SELECT set_config ('dovetail.family', '%s', FALSE)) setting, %s", family_id, what);

  return scratch_database_count (f->world->database, FALSE, statement);
}

/* A statement that forgets its WHERE finds what the transaction is about, and no more. */
static void
test_forgotten_condition (Fixture *f, gconstpointer data)
{
  static const char *const kept[] = { "record", "family_change", "mutation" };
  static const char *const known[] = { "family", "member", "device", "refresh_chain", "refresh_token" };
  g_autofree char *home = world_family_id (f->world, "Home");

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autofree char *all = g_strconcat ("SELECT 1 FROM ", kept[i], NULL);

      g_test_message ("%s", kept[i]);
      g_assert_cmpint (scratch_database_count (f->world->database, TRUE, all), ==, 2);
      g_assert_cmpint (scratch_database_count (f->world->database, FALSE, all), ==, 0);
      g_assert_cmpint (count_as (f, home, kept[i]), ==, 1);
      g_assert_cmpint (count_as (f, "", kept[i]), ==, 0);
      g_assert_cmpint (count_as (f, "*", kept[i]), ==, 0);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_test_message ("%s", known[i]);
      g_assert_cmpint (count_as (f, home, known[i]), ==, 1);
      g_assert_cmpint (count_as (f, "", known[i]), ==, 0);
      g_assert_cmpint (count_as (f, "*", known[i]), ==, 2);
    }
}

static gboolean
run_as (Fixture *f, const char *family_id, const char *statement)
{
  gboolean done;

  g_assert_true (dovetail_ledger_begin (f->world->ledger, family_id, TRUE, NULL));
  done = dovetail_ledger_run (f->world->ledger, statement, NULL, NULL, NULL, "");
  if (done)
    return dovetail_ledger_commit (f->world->ledger, NULL);
  dovetail_ledger_rollback (f->world->ledger);
  return FALSE;
}

/* Nor does it change, move or plant anything in another family. */
static void
test_writes_elsewhere (Fixture *f, gconstpointer data)
{
  g_autofree char *home = world_family_id (f->world, "Home");
  g_autofree char *away = world_family_id (f->world, "Away");
  g_autofree char *plant = g_strdup_printf (
      "INSERT INTO family_change (family_id, seq, tag, time) VALUES ('%s', 99, 1, 1)", away);
  g_autofree char *move = g_strdup_printf ("UPDATE record SET family_id = '%s'", away);
  const char *renamed = "SELECT 1 FROM record WHERE data = '{\"title\":\"X\"}'";

  g_assert_true (run_as (f, home, "UPDATE record SET data = '{\"title\":\"X\"}'"));
  g_assert_cmpint (scratch_database_count (f->world->database, TRUE, renamed), ==, 1);
  g_assert_false (run_as (f, home, plant));
  g_assert_false (run_as (f, home, move));
  g_assert_true (run_as (f, home, "DELETE FROM record"));
  g_assert_cmpint (scratch_database_count (f->world->database, TRUE, "SELECT 1 FROM record"), ==, 1);
  g_assert_true (run_as (f, DOVETAIL_LEDGER_DIRECTORY, "DELETE FROM record"));
  g_assert_cmpint (scratch_database_count (f->world->database, TRUE, "SELECT 1 FROM record"), ==, 1);
}

/* A table that is added one day is protected like the others, and its key begins with the family. */
static void
test_every_table (Fixture *f, gconstpointer data)
{
  const char *bare = "SELECT relname::TEXT FROM pg_class WHERE relnamespace = current_schema ()::regnamespace"
                     " AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)";
  const char *other_keys
      = "SELECT relname::TEXT FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
        " JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]"
        " WHERE relnamespace = current_schema ()::regnamespace AND indisprimary AND attname <> 'family_id'";

  g_test_message ("the keys of the whole server, its own values and the failed logins are nobody's");
  g_assert_cmpint (scratch_database_count (f->world->database, TRUE, bare), ==, N_TABLES_OF_NOBODY);
  g_assert_cmpint (scratch_database_count (f->world->database, TRUE, other_keys), ==, N_TABLES_OF_NOBODY);
}

static void
test_check (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (dovetail_ledger_check (f->world->ledger, &error));
  g_assert_no_error (error);
  scratch_database_execute (f->world->database, TRUE, "ALTER TABLE record NO FORCE ROW LEVEL SECURITY");
  g_assert_false (dovetail_ledger_check (f->world->ledger, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CORRUPT);
}

/* Fails the first times that a mutation is remembered; numbers are taken from a sequence, which no rollback
 * undoes. */
static void
make_mutations_fail (Fixture *f, guint times, const char *how)
{
  g_autofree char *script = g_strdup_printf (
      "CREATE SEQUENCE tries; GRANT USAGE ON tries TO dovetail;"
      "CREATE FUNCTION fail () RETURNS TRIGGER LANGUAGE plpgsql AS $$"
      "BEGIN IF nextval ('tries') <= %u THEN %s; END IF; RETURN NEW; END $$;"
      "CREATE TRIGGER fail BEFORE INSERT ON mutation FOR EACH ROW EXECUTE FUNCTION fail ()",
      times, how);

  scratch_database_execute (f->world->database, TRUE, script);
}

static const char *const failures[] = {
  "RAISE EXCEPTION 'serialization' USING ERRCODE = '40001'",
  "RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'",
  "PERFORM pg_terminate_backend (pg_backend_pid ())",
};

/* Taken back twice, then done: once, and nobody notices. */
static void
test_done_again (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) pushed = NULL;
  g_autoptr (Answer) exchanged = NULL;

  make_mutations_fail (f, 2, data);
  pushed = push_one (f->home, "manual_resolution", "task", f->task,
                     "'operation':'update','version':1,'data':{'title':'B'}");
  assert_at (pushed, "results.#", "1");
  assert_at (pushed, "results.0.status", "applied");
  assert_at (pushed, "results.0.version", "2");
  scratch_database_execute (f->world->database, TRUE, "ALTER SEQUENCE tries RESTART");
  exchanged = post (
      f->home, f->world, "/sync/delta",
      "{'device_id':'phone','last_sync_at':'2027-01-15T09:00:00.000Z','changes':[{'entity_type':'task',"
      "'entity_id':'%s','action':'update','version':2,'data':{'title':'C'},"
      "'client_timestamp':'2027-01-15T08:00:00.000Z'}]}",
      f->task);
  assert_at (exchanged, "results.#", "1");
  assert_at (exchanged, "results.0.version", "3");
}

/* Taken back for ever: the client is told when to come again, and nothing has been done. */
static void
test_given_up (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) after = NULL;

  make_mutations_fail (f, 5, data);
  refused = push_one (f->home, "manual_resolution", "task", f->task,
                      "'operation':'update','version':1,'data':{'title':'B'}");
  g_assert_cmpuint (refused->status, ==, 503);
  assert_at (refused, "code", "busy");
  g_assert_cmpint (refused->retry_after, ==, 1000);
  g_assert_cmpint (scratch_database_count (f->world->database, TRUE, "SELECT 1 FROM history"), ==, 0);
  after = push_one (f->home, "manual_resolution", "task", f->task,
                    "'operation':'update','version':1,'data':{'title':'B'}");
  assert_at (after, "results.0.version", "2");
}

/* The database is killed and comes back: the next request finds it there, on connections made anew. */
static void
test_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) read = NULL;
  g_autoptr (Answer) written = NULL;

  scratch_database_restart ();
  read = post (f->home, f->world, "/sync/pull", "{'client_id':'phone'}");
  g_assert_cmpuint (read->status, ==, 200);
  assert_at (read, "deltas.#", "1");
  scratch_database_restart ();
  written = push_one (f->home, "manual_resolution", "task", f->task,
                      "'operation':'update','version':1,'data':{'title':'B'}");
  assert_at (written, "results.0.version", "2");
}

static void
note_family (DovetailLedger *ledger, const char *family_id, gpointer user_data)
{
  g_async_queue_push (user_data, g_strdup (family_id));
}

static void
move (Fixture *f)
{
  g_autofree char *id = world_new_id (f->world);
  g_autoptr (Answer) answer
      = push_one (f->home, "manual_resolution", "list", id, "'operation':'create','data':{'name':'L'}");

  assert_at (answer, "results.0.status", "applied");
}

/* One process hears what another commits; whoever listened while the database was away is told to look. */
static void
test_news_of_others (Fixture *f, gconstpointer data)
{
  g_autoptr (DovetailLedger) other = world_open_ledger (f->world);
  g_autoptr (GAsyncQueue) heard = g_async_queue_new_full (g_free);
  g_autofree char *home = world_family_id (f->world, "Home");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_signal_connect (other, "family-moved", G_CALLBACK (note_family), heard);
  while (!dovetail_ledger_moved_elsewhere (other))
    g_usleep (1000);
  move (f);
  first = g_async_queue_timeout_pop (heard, 30 * G_USEC_PER_SEC);
  g_assert_cmpstr (first, ==, home);
  g_assert_false (dovetail_ledger_moved_elsewhere (other));

  scratch_database_restart ();
  while (!dovetail_ledger_moved_elsewhere (other))
    g_usleep (1000);
  move (f);
  second = g_async_queue_timeout_pop (heard, 30 * G_USEC_PER_SEC);
  g_assert_cmpstr (second, ==, home);
  g_assert_null (g_async_queue_try_pop (heard));
}

static void
let_go (DovetailLedger *ledger, const char *family_id, gpointer user_data)
{
  g_object_unref (ledger);
}

static void
note_end (gpointer heard, GObject *where_it_was)
{
  g_async_queue_push (heard, g_strdup ("gone"));
}

/* As when a server stops just then: news comes on the ledger's own thread, and nobody holds the ledger any
 * more. */
static void
test_let_go_at_news (Fixture *f, gconstpointer data)
{
  DovetailLedger *other = world_open_ledger (f->world);
  g_autoptr (GAsyncQueue) heard = g_async_queue_new_full (g_free);
  g_autofree char *gone = NULL;

  g_object_weak_ref (G_OBJECT (other), note_end, heard);
  g_signal_connect (other, "family-moved", G_CALLBACK (let_go), NULL);
  while (!dovetail_ledger_moved_elsewhere (other))
    g_usleep (1000);
  move (f);
  gone = g_async_queue_timeout_pop (heard, 30 * G_USEC_PER_SEC);
  g_assert_cmpstr (gone, ==, "gone");
}

/* Two processes, as far as the database can tell: a server of its own on a ledger of its own. */
typedef struct
{
  World world;
  Device *device;
  guint n_failed;
} Process;

static gpointer
push_many (gpointer user_data)
{
  Process *process = user_data;

  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *id = world_new_id (&process->world);
      g_autoptr (Answer) answer = push_one (process->device, "manual_resolution", "task", id,
                                            "'operation':'create','data':{'title':'A'}");
      g_autofree char *status = at (answer, "results.0.status");

      process->n_failed += !g_str_equal (status, "applied");
    }
  return NULL;
}

/* Four devices of one family through two processes at once: nothing is lost, no number taken twice or passed
 * over. */
static void
test_crowd (Fixture *f, gconstpointer data)
{
  DovetailServerOptions options = *world_options (f->world);
  g_autoptr (DovetailLedger) other = world_open_ledger (f->world);
  g_autoptr (DovetailServer) one = NULL;
  g_autoptr (DovetailServer) two = NULL;
  Process processes[4];
  GThread *threads[4];

  options.random = dovetail_server_system_random (); /* the world's is for one thread */
  one = dovetail_server_new (f->world->ledger, &options, NULL);
  two = dovetail_server_new (other, &options, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    {
      g_autofree char *name = g_strdup_printf ("device-%u", i);

      processes[i] = (Process){ .world = *f->world };
      processes[i].world.server = i % 2 == 0 ? one : two;
      processes[i].world.n_ids = 1000 * (i + 1);
      processes[i].device = device_new (&processes[i].world, "anna", name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    threads[i] = g_thread_new ("device", push_many, &processes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    {
      g_thread_join (threads[i]);
      g_assert_cmpuint (processes[i].n_failed, ==, 0);
      device_free (processes[i].device);
    }
  g_assert_cmpint (scratch_database_count (f->world->database, TRUE,
                                           "SELECT 1 FROM family WHERE name = 'Home' AND seq = 101"
                                           " AND (SELECT COUNT(*) FROM family_change c"
                                           "      WHERE c.family_id = family.family_id) = 101"),
                   ==, 1);
}

/* A key made by one process signs tokens that the other knows at once. */
static void
test_keys_are_shared (Fixture *f, gconstpointer data)
{
  g_autoptr (DovetailLedger) ledger = world_open_ledger (f->world);
  g_autoptr (DovetailServer) server = dovetail_server_new (ledger, world_options (f->world), NULL);
  World there = *f->world;
  g_autoptr (Device) tablet = NULL;
  g_autoptr (Answer) here = NULL;

  g_assert_true (dovetail_server_rotate_key (server, NULL));
  there.server = server;
  tablet = device_new (&there, "anna", "tablet");
  tablet->world = f->world;
  here = post (tablet, f->world, "/sync/pull", "{'client_id':'tablet'}");
  g_assert_cmpuint (here->status, ==, 200);
}

/* Ten failures are ten, whoever counts them. */
static void
test_failed_logins_are_shared (Fixture *f, gconstpointer data)
{
  g_autoptr (DovetailLedger) ledger = world_open_ledger (f->world);
  g_autoptr (DovetailServer) server = dovetail_server_new (ledger, world_options (f->world), NULL);
  World there = *f->world;

  there.server = server;
  for (guint i = 0; i < 11; i++)
    {
      g_autoptr (Answer) answer = post (NULL, i % 2 == 0 ? f->world : &there, "/auth/login",
                                        "{'username':'anna','password':'guessed','client_id':'phone'}");

      g_assert_cmpuint (answer->status, ==, i < 10 ? 401 : 429);
    }
}

static void
test_refused_databases (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *uri;
    int code;
  } refused[] = { { g_getenv ("DOVETAIL_POSTGRESQL_ADMIN"), DOVETAIL_ERROR_INVALID },
                  { "postgresql://dovetail@/dovetail?host=/nowhere", DOVETAIL_ERROR_BUSY },
                  { f->world->database, DOVETAIL_ERROR_NEWER_SCHEMA } };

  scratch_database_execute (f->world->database, TRUE,
                            "UPDATE property SET value = '999' WHERE name = 'schema_version'");
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dovetail_ledger_open (refused[i].uri, FALSE, &error));
      g_assert_error (error, DOVETAIL_ERROR, refused[i].code);
      g_assert_null (dovetail_ledger_open (refused[i].uri, TRUE, NULL));
    }
}

#define ADD(name, data, func) g_test_add ("/postgresql/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a forgotten condition", NULL, test_forgotten_condition);
  ADD ("writes elsewhere", NULL, test_writes_elsewhere);
  ADD ("every table", NULL, test_every_table);
  ADD ("check", NULL, test_check);
  ADD ("done again after a serialization failure", failures[0], test_done_again);
  ADD ("done again after a deadlock", failures[1], test_done_again);
  ADD ("done again on another connection", failures[2], test_done_again);
  ADD ("given up", failures[0], test_given_up);
  ADD ("restart", NULL, test_restart);
  ADD ("news of others", NULL, test_news_of_others);
  ADD ("let go of when news comes", NULL, test_let_go_at_news);
  ADD ("crowd", NULL, test_crowd);
  ADD ("keys are shared", NULL, test_keys_are_shared);
  ADD ("failed logins are shared", NULL, test_failed_logins_are_shared);
  ADD ("refused databases", NULL, test_refused_databases);
  return g_test_run ();
}
