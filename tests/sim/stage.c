/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The devices, their server, and the places where the laptop can be stopped. SQLite itself tells of every
 * statement, a shim below it of every write, and the remote here of every request: nothing in the program
 * knows of it. */

#include "sim/stage.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "core/error.h"
#include "json/json.h"
#include "lib/probe-memory.h"
#include "lib/probe-vfs.h"
#include "server/sqlite-ledger.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/session.h"

#define FAMILY "sim"
/* More than this is a loop, not a sync. */
#define MOST_TRIES 12

static Stage *on_stage; /* the one whose laptop is watched */

void
stage_fail (const char *invariant, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_error ("%s does not hold: %s", invariant, words);
}

static void
tell (Stage *stage, Step step)
{
  if (stage->armed && stage->step != NULL)
    stage->step (stage, step, stage->loop);
}

static gboolean
is_laptops (const char *path)
{
  return on_stage != NULL && on_stage->laptop.scratch != NULL && path != NULL
         && g_str_has_prefix (path, on_stage->laptop.scratch->directory);
}

static int
on_disk (const char *path, ProbeOperation operation, gpointer user_data)
{
  static const Step steps[]
      = { [PROBE_WRITE] = STEP_WRITE, [PROBE_SYNC] = STEP_SYNC, [PROBE_TRUNCATE] = STEP_TRUNCATE };
  int code;

  if (!is_laptops (path))
    return SQLITE_OK;
  if (!on_stage->dead)
    tell (on_stage, steps[operation]);
  if (on_stage->dead)
    return SQLITE_IOERR_WRITE;
  code = on_stage->disk_code;
  if (!on_stage->disk_broken)
    on_stage->disk_code = 0;
  on_stage->faults += code != SQLITE_OK;
  on_stage->synced += operation != PROBE_WRITE;
  on_stage->unsynced = operation == PROBE_WRITE;
  return code;
}

static int
on_statement (unsigned event, void *database, void *statement, void *detail)
{
  if (on_stage == NULL || on_stage->dead)
    return 0;
  if (event == SQLITE_TRACE_STMT)
    on_stage->writes += !sqlite3_stmt_readonly (statement);
  tell (on_stage, event == SQLITE_TRACE_STMT ? STEP_STATEMENT : STEP_STATEMENT_DONE);
  if (on_stage->statement_fails)
    {
      on_stage->statement_fails = FALSE;
      on_stage->faults++;
      sqlite3_interrupt (database);
    }
  return 0;
}

/* For every connection that SQLite opens in this process. */
static int
watch_connection (sqlite3 *database, char **message, const struct sqlite3_api_routines *api)
{
  if (is_laptops (sqlite3_db_filename (database, "main")))
    sqlite3_trace_v2 (database, SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE, on_statement, database);
  return SQLITE_OK;
}

/* Whether the allocation is to fail. */
static gboolean
runs_short (gpointer user_data)
{
  Stage *stage = on_stage;

  if (stage == NULL || !stage->armed || stage->at_work != &stage->laptop)
    return FALSE;
  if (stage->count_allocation != NULL)
    stage->count_allocation (stage, stage->loop);
  if (!stage->memory_code && !stage->memory_out)
    return FALSE;
  stage->memory_code = FALSE;
  stage->faults++;
  return TRUE;
}

gboolean
stage_repair (Stage *stage)
{
  gboolean failed = stage->faults > 0;

  stage->disk_broken = FALSE;
  stage->disk_code = 0;
  stage->memory_out = FALSE;
  stage->memory_code = FALSE;
  return failed;
}

/* SQLite calls what did not fail "not an error". */
gboolean
stage_says_why (const char *words)
{
  return words != NULL && *words != '\0' && strstr (words, "not an error") == NULL;
}

static void
log_sqlite (void *user_data, int code, const char *words)
{
  g_printerr ("SQLite %d: %s\n", code, words);
}

void
stage_install (void)
{
  if (g_getenv ("DOVETAIL_CRASH_STEP") != NULL)
    sqlite3_config (SQLITE_CONFIG_LOG, log_sqlite, NULL);
  probe_memory_install (runs_short, NULL);
  memory_vfs_install ();
  probe_vfs_install (on_disk, NULL);
  sqlite3_auto_extension ((void (*) (void)) watch_connection);
}

/* The server's handlers, and what may happen on the way to them. */
#define STAGE_TYPE_REMOTE (stage_remote_get_type ())
G_DECLARE_FINAL_TYPE (StageRemote, stage_remote, STAGE, REMOTE, GObject)

struct _StageRemote
{
  GObject parent_instance;
  Actor *actor;
};

static void stage_remote_iface_init (DovetailRemoteInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StageRemote,
                               stage_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DOVETAIL_TYPE_REMOTE, stage_remote_iface_init))

/* The same id must stand for the same change whenever it is sent. */
static void
note_mutation (Stage *stage, JsonNode *change)
{
  const char *id = dovetail_data_get_string (change, "mutation_id");
  g_autofree char *text = dovetail_json_canonical (change, NULL);
  const char *before = id != NULL ? g_hash_table_lookup (stage->mutations, id) : NULL;

  if (id == NULL)
    return;
  if (before != NULL && !g_str_equal (before, text))
    stage_fail ("a mutation id is used once", "%s\n--- first\n%s\n--- then\n%s", id, before, text);
  g_hash_table_replace (stage->mutations, g_strdup (id), g_steal_pointer (&text));
}

/* An answer to a conflict is a mutation itself; the token beside it says how far the device has come, and may
 * move on between two tries. */
static void
note_answer (Stage *stage, JsonNode *body)
{
  g_autoptr (JsonNode) answer = dovetail_data_with (body, "sync_token", NULL);

  note_mutation (stage, answer);
}

static void
note_mutations (Stage *stage, const DovetailRequest *request)
{
  g_autoptr (JsonNode) body
      = request->body != NULL && !g_str_has_prefix (request->path, "/auth/") ? dovetail_json_parse_object (
            g_bytes_get_data (request->body, NULL), (gssize) g_bytes_get_size (request->body), NULL)
                                                                             : NULL;
  JsonNode *changes = body != NULL ? dovetail_data_get (body, "changes") : NULL;
  JsonArray *array = changes != NULL ? json_node_get_array (changes) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    note_mutation (stage, json_array_get_element (array, i));
  if (body != NULL)
    note_answer (stage, body);
}

static DovetailResponse *
answer_instead (Stage *stage, Answer answer)
{
  static const guint statuses[]
      = { [ANSWER_UNAUTHORIZED] = 401, [ANSWER_THROTTLED] = 429, [ANSWER_UNAVAILABLE] = 503 };
  DovetailResponse *response = dovetail_response_new (statuses[answer], NULL, NULL);

  response->retry_after = answer == ANSWER_THROTTLED ? 2000 : -1;
  return response;
}

static void
play_interlude (Stage *stage)
{
  void (*interlude) (Stage *) = stage->interlude;
  gboolean armed = stage->armed;
  Actor *actor = stage->at_work;

  stage->interlude = NULL;
  if (interlude == NULL)
    return;
  stage->armed = FALSE;
  interlude (stage);
  stage->armed = armed;
  stage->at_work = actor;
}

static DovetailResponse *
die (GError **error)
{
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CRASHED, "The device died");
  return NULL;
}

/* Whether the play says something about this request, and has not yet. */
static Answer
come_to_request (Stage *stage)
{
  Answer answer;

  if (stage->interlude_at == 0 || ++stage->requests != stage->interlude_at)
    return ANSWER_OWN;
  answer = stage->instead;
  stage->interlude_at = 0;
  play_interlude (stage);
  return answer;
}

static DovetailResponse *
serve (Stage *stage, const DovetailRequest *request)
{
  Actor *actor = stage->at_work;
  DovetailResponse *response;

  stage->served++;
  stage->at_work = NULL;
  response = dovetail_server_handle (stage->server, request);
  stage->at_work = actor;
  return response;
}

static DovetailResponse *
send_of_laptop (Stage *stage, const DovetailRequest *request, GError **error)
{
  g_autoptr (DovetailResponse) response = NULL;
  Answer answer;

  if (!stage->dead)
    tell (stage, STEP_REQUEST);
  if (stage->dead)
    return die (error);
  note_mutations (stage, request);
  answer = come_to_request (stage);
  if (answer != ANSWER_OWN)
    return answer_instead (stage, answer);
  response = serve (stage, request);
  tell (stage, STEP_REQUEST_DONE);
  return stage->dead ? die (error) : g_steal_pointer (&response);
}

static DovetailResponse *
stage_remote_send (DovetailRemote *remote,
                   const DovetailRequest *request,
                   GCancellable *cancellable,
                   GError **error)
{
  Actor *actor = STAGE_REMOTE (remote)->actor;

  if (actor == &actor->stage->laptop)
    return send_of_laptop (actor->stage, request, error);
  return serve (actor->stage, request);
}

static void
stage_remote_iface_init (DovetailRemoteInterface *iface)
{
  iface->send = stage_remote_send;
}

static void
stage_remote_class_init (StageRemoteClass *klass)
{
}

static void
stage_remote_init (StageRemote *self)
{
}

static gint64
now_of_stage (gpointer user_data)
{
  return ((Stage *) user_data)->now;
}

static void
fill (gpointer user_data, guint8 *bytes, gsize length)
{
  Stage *stage = user_data;

  for (gsize i = 0; i < length; i++)
    {
      stage->server_random
          = stage->server_random * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407u;
      bytes[i] = (guint8) (stage->server_random >> 40);
    }
}

/* Under the name that lies in memory. */
static char *
path_of_history (Stage *stage, guint number)
{
  g_autofree char *name = g_strdup_printf ("server-%u", number);

  return g_build_filename (stage->directory, name, "store.db", NULL);
}

static void
open_server (Stage *stage)
{
  const DovetailServerOptions options = {
    .clock = { now_of_stage, stage },
    .random = { fill, stage },
    .default_policy = DOVETAIL_POLICY_LAST_WRITE_WINS,
    .cheap_passwords = TRUE,
  };
  g_autofree char *path = path_of_history (stage, stage->histories);
  g_autoptr (GError) error = NULL;

  g_clear_object (&stage->server);
  g_clear_object (&stage->ledger);
  stage->ledger = dovetail_sqlite_ledger_open (path, &error);
  g_assert_no_error (error);
  stage->server = dovetail_server_new (stage->ledger, &options, &error);
  g_assert_no_error (error);
}

void
stage_back_up (Stage *stage)
{
  g_autofree char *path = path_of_history (stage, stage->histories + 1);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_mkdir (folder, 0700);

  dovetail_ledger_backup (stage->ledger, path, "eeeeeeee-0000-4000-8000-000000000001", &error);
  g_assert_no_error (error);
}

void
stage_set_back (Stage *stage)
{
  stage->histories++;
  open_server (stage);
}

void
stage_clean_up (Stage *stage)
{
  gint64 removed = 0;
  g_autoptr (GError) error = NULL;

  dovetail_server_clean_up (stage->server, 0, &removed, &error);
  g_assert_no_error (error);
}

void
stage_pass_time (Stage *stage, gint64 milliseconds)
{
  Actor *const actors[] = { &stage->laptop, &stage->phone, &stage->tablet };

  stage->now += milliseconds;
  for (gsize i = 0; i < G_N_ELEMENTS (actors); i++)
    if (actors[i]->scratch != NULL)
      actors[i]->scratch->now += milliseconds;
}

void
stage_set_clock (Actor *actor, gint64 skew)
{
  actor->scratch->now = actor->stage->now + skew;
}

static void
add_actor (Stage *stage, Actor *actor, const char *name, guint32 random)
{
  actor->stage = stage;
  actor->name = name;
  actor->scratch = scratch_store_new (FALSE);
  actor->scratch->now = stage->now;
  actor->scratch->random = random;
  actor->remote = g_object_new (STAGE_TYPE_REMOTE, NULL);
  STAGE_REMOTE (actor->remote)->actor = actor;
}

Stage *
stage_new (void)
{
  Stage *stage = g_new0 (Stage, 1);

  stage->now = G_GINT64_CONSTANT (1795176000000); /* 2026-11-20T12:00:00Z */
  stage->server_random = 4711;
  stage->mutations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  stage->directory = g_dir_make_tmp ("dovetail-test-XXXXXX", NULL);
  open_server (stage);
  dovetail_server_add_user (stage->server, "anna", FAMILY, "owner", "correct horse", NULL);
  add_actor (stage, &stage->laptop, "laptop", 1001);
  on_stage = stage;
  scratch_store_reopen (stage->laptop.scratch); /* watched from here on */
  add_actor (stage, &stage->phone, "phone", 2002);
  stage_sign_in (&stage->phone);
  return stage;
}

Actor *
stage_add_tablet (Stage *stage)
{
  add_actor (stage, &stage->tablet, "tablet", 3003);
  stage_sign_in (&stage->tablet);
  return &stage->tablet;
}

static void
remove_actor (Actor *actor)
{
  if (actor->scratch == NULL)
    return;
  g_clear_object (&actor->remote);
  g_clear_object (&actor->scratch->store);
  memory_vfs_forget (actor->scratch->directory);
  g_clear_pointer (&actor->scratch, scratch_store_free);
}

static void
forget_history (Stage *stage, guint number)
{
  g_autofree char *path = path_of_history (stage, number);
  g_autofree char *folder = g_path_get_dirname (path);

  memory_vfs_forget (folder);
}

void
stage_free (Stage *stage)
{
  on_stage = NULL;
  remove_actor (&stage->laptop);
  remove_actor (&stage->phone);
  remove_actor (&stage->tablet);
  g_clear_object (&stage->server);
  g_clear_object (&stage->ledger);
  for (guint i = 0; i <= stage->histories; i++)
    forget_history (stage, i);
  scratch_remove_tree (stage->directory);
  g_free (stage->directory);
  g_hash_table_unref (stage->mutations);
  g_free (stage);
}

/* It may die again while it opens its store. */
static void
open_again (Stage *stage)
{
  DovetailStoreOptions options = scratch_store_options (stage->laptop.scratch);
  g_autoptr (GError) error = NULL;

  stage->laptop.scratch->store = dovetail_store_open (&options, &error);
  if (!stage->dead && stage->laptop.scratch->store == NULL)
    stage_fail ("a store can be opened again", "%s", error->message);
}

static MemoryVfsFate
fate_of_write (gpointer user_data)
{
  static const MemoryVfsFate fates[] = { MEMORY_VFS_KEPT, MEMORY_VFS_LOST, MEMORY_VFS_TORN };
  Stage *stage = user_data;

  stage->chance = stage->chance * 1664525u + 1013904223u;
  return stage->loss == LOSS_ALL ? MEMORY_VFS_LOST : fates[(stage->chance >> 8) % G_N_ELEMENTS (fates)];
}

gboolean
stage_revive (Stage *stage)
{
  if (!stage->dead)
    return FALSE;
  while (stage->dead)
    {
      g_clear_object (&stage->laptop.scratch->store);
      if (stage->loss != LOSS_NONE)
        memory_vfs_lose_power (stage->laptop.scratch->directory, fate_of_write, stage);
      stage->dead = FALSE;
      stage->deaths++;
      open_again (stage);
    }
  return TRUE;
}

void
stage_before_request (Stage *stage, guint number, void (*interlude) (Stage *stage), Answer instead)
{
  stage->requests = 0;
  stage->interlude_at = number;
  stage->interlude = interlude;
  stage->instead = instead;
}

static void
sleep_on_stage (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
  stage_pass_time (user_data, milliseconds);
}

DovetailJob *
stage_sync_once (Actor *actor, DovetailSyncKind kind, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const DovetailPassOptions options = {
    .store = actor->scratch->store,
    .remote = actor->remote,
    .kind = kind,
    .sleep = sleep_on_stage,
    .user_data = actor->stage,
  };
  gboolean laptops = actor == &actor->stage->laptop;
  DovetailJob *job;

  actor->stage->at_work = actor;
  if (laptops)
    actor->stage->cancellable = cancellable;
  job = dovetail_pass_run (&options, cancellable, error);
  if (laptops)
    actor->stage->cancellable = NULL;
  actor->stage->at_work = NULL;
  return job;
}

/* Whether the sync is to be tried again, and may: after a death, a cancel, or what the disk did to it. */
static gboolean
must_try_again (Stage *stage, const DovetailJob *job, const GError *error)
{
  const char *words = job != NULL ? job->error_message : error->message;

  if (job != NULL && g_str_equal (job->state, "completed"))
    return FALSE;
  if (job != NULL && g_str_equal (job->state, "cancelled"))
    {
      stage->cancelled++;
      return TRUE;
    }
  if (!stage_repair (stage) || !stage_says_why (words))
    stage_fail ("a device can sync", "%s", words);
  stage->failed++;
  return TRUE;
}

static void
sync_until_done (Actor *actor, DovetailSyncKind kind)
{
  Stage *stage = actor->stage;
  gboolean again = TRUE;

  stage->acts++;
  for (guint tries = 0; again; tries++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DovetailJob) job = stage_sync_once (actor, kind, &error);

      if (tries == MOST_TRIES)
        stage_fail ("a sync ends", "%s", error != NULL ? error->message : job->error_message);
      if (actor == &stage->laptop && stage_revive (stage))
        continue;
      again = must_try_again (stage, job, error);
    }
}

void
stage_sync (Actor *actor)
{
  sync_until_done (actor, DOVETAIL_SYNC_AUTO);
}

void
stage_sync_full (Actor *actor)
{
  sync_until_done (actor, DOVETAIL_SYNC_FULL);
}

void
stage_sign_in (Actor *actor)
{
  Stage *stage = actor->stage;

  stage->acts++;
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      gboolean done;

      stage->at_work = actor;
      done = dovetail_session_login (actor->scratch->store, NULL, actor->remote, "http://localhost:1", "anna",
                                     "correct horse", actor->name, NULL, &error);
      stage->at_work = NULL;
      if (actor == &stage->laptop && stage_revive (stage))
        continue;
      if (done)
        return;
      if (!stage_repair (stage))
        stage_fail ("a device can sign in", "%s", error->message);
    }
}

static void
append_text (const DovetailLedgerValue *row, gpointer user_data)
{
  g_string_append_printf (user_data, "%s\n", row[0].bytes);
}

char *
stage_read_server (Stage *stage, const char *statement)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  dovetail_ledger_begin (stage->ledger, DOVETAIL_LEDGER_DIRECTORY, FALSE, &error);
  g_assert_no_error (error);
  dovetail_ledger_run (stage->ledger, statement, append_text, text, &error, "");
  g_assert_no_error (error);
  dovetail_ledger_rollback (stage->ledger);
  return g_strdup (text->str);
}
