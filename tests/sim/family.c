/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A family: its devices, its server, one clock, and the trace of what happened. */

#include "sim/family.h"

#include <string.h>

#include "lib/memory-vfs.h"
#include "server/sqlite-ledger.h"
#include "sim/faults.h"
#include "sim/simple-client.h"
#include "sim/witness.h"
#include "store/schema.h"
#include "store/settings.h"
#include "sync/session.h"

#define FAMILY "sim"
#define IN_FAMILY "family_id = (SELECT family_id FROM family WHERE name = '" FAMILY "')"
#define STRANGERS "others"

void
family_tell (Family *family, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_checksum_update (family->trace, (const guint8 *) line, -1);
  g_checksum_update (family->trace, (const guint8 *) "\n", 1);
  if (family->loud)
    g_printerr ("%*s%s\n", (int) family->depth * 2, "", line);
}

void
family_fail (Family *family, const char *invariant, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s does not hold: %s\n", invariant, words);
  g_error ("replay with: %sDOVETAIL_SIM_SEED=%" G_GUINT64_FORMAT " %s",
           family->broad ? "" : "DOVETAIL_SIM_NARROW=1 ", family->seed, g_get_prgname ());
}

static gint64
now_of_family (gpointer user_data)
{
  return ((Family *) user_data)->now;
}

void
family_pass_time (Family *family, gint64 milliseconds)
{
  family->now += milliseconds;
  for (guint i = 0; i < family->n_devices; i++)
    if (family->devices[i].scratch != NULL)
      family->devices[i].scratch->now = family->now + family->devices[i].skew;
  if (family->stranger.scratch != NULL)
    family->stranger.scratch->now = family->now;
}

void
family_open_server (Family *family, const char *path)
{
  const DovetailServerOptions options = {
    .clock = { now_of_family, family },
    .random = { chance_fill, &family->server_random },
    .default_policy = DOVETAIL_POLICY_LAST_WRITE_WINS,
    .cheap_passwords = TRUE,
  };
  g_autoptr (GError) error = NULL;

  g_clear_object (&family->server);
  g_clear_object (&family->ledger);
  family->ledger = dovetail_sqlite_ledger_open (path, &error);
  g_assert_no_error (error);
  family->server = dovetail_server_new (family->ledger, &options, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < family->n_devices; i++)
    if (family->devices[i].remote != NULL)
      in_process_remote_move (family->devices[i].remote, family->server);
  if (family->stranger.remote != NULL)
    in_process_remote_move (family->stranger.remote, family->server);
}

static void
add_users (Family *family)
{
  static const char *const users[][2] = { { "anna", FAMILY }, { "ben", FAMILY }, { "eve", STRANGERS } };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (users); i++)
    {
      dovetail_server_add_user (family->server, users[i][0], users[i][1], "owner", "correct horse", &error);
      g_assert_no_error (error);
    }
}

/* Most clocks are nearly right, some are far off. */
static gint64
some_skew (Family *family)
{
  static const gint64 scales[] = { 1, 1000, 1000, 60 * 1000, 24 * 3600 * 1000 };
  gint64 scale = scales[chance_below (&family->work, G_N_ELEMENTS (scales))];

  return ((gint64) chance_below (&family->work, 600) - 300) * scale;
}

/* The file of a store in which nothing is yet: to make one for each device would be a twentieth of all time. */
static GBytes *
make_empty_store (void)
{
  g_autofree char *folder = g_dir_make_tmp ("dovetail-empty-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "empty.db", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *database = NULL;
  gsize length;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), ==, SQLITE_OK);
  dovetail_store_migrate (database, path, dovetail_store_migrations (), &error);
  g_assert_no_error (error);
  sqlite3_close (database);
  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  scratch_remove_tree (folder);
  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

static GBytes *
empty_store (void)
{
  static GBytes *empty;

  if (empty == NULL)
    empty = make_empty_store ();
  return empty;
}

static void
make_device (Family *family, Device *device, const char *name, const char *user, guint number)
{
  g_autoptr (GError) error = NULL;

  device->family = family;
  device->name = name;
  device->user = user;
  device->writes_left = -1;
  device->skew = some_skew (family);
  device->scratch = scratch_store_new_from (empty_store (), number == 0);
  device->scratch->random = (guint32) (family->seed * 8 + number) * 2654435761u + 1;
  device_watch (device);
  family_pass_time (family, 1);
  device->remote = in_process_remote_new (family->server);
  dovetail_session_login (device->scratch->store, NULL, DOVETAIL_REMOTE (device->remote),
                          "http://localhost:1", user, "correct horse", name, NULL, &error);
  g_assert_no_error (error);
  dovetail_store_set_setting (device->scratch->store, DOVETAIL_SETTING_POLICY,
                              dovetail_policy_to_string (chance_below (&family->work, DOVETAIL_N_POLICIES)),
                              &error);
  g_assert_no_error (error);
  in_process_remote_hook (device->remote, faults_decide, device);
}

static void
choose_work (Family *family)
{
  static const guint weights[N_OPERATIONS] = {
    [OPERATION_CREATE] = 14,      [OPERATION_SUBTASK] = 5,       [OPERATION_CREATE_LIST] = 4,
    [OPERATION_CREATE_EVENT] = 2, [OPERATION_EDIT] = 45,         [OPERATION_EDIT_LIST] = 3,
    [OPERATION_EDIT_EVENT] = 3,   [OPERATION_DONE] = 8,          [OPERATION_REOPEN] = 6,
    [OPERATION_MOVE] = 6,         [OPERATION_NEST] = 4,          [OPERATION_DELETE] = 6,
    [OPERATION_DELETE_LIST] = 3,  [OPERATION_RESTORE] = 5,       [OPERATION_RESOLVE] = 14,
    [OPERATION_UNRESOLVE] = 5,    [OPERATION_CHANGE_POLICY] = 3, [OPERATION_IMPORT] = 3,
    [OPERATION_DISCARD] = 2,      [OPERATION_RETRY] = 1,         [OPERATION_CLEAN_UP] = 4,
    [OPERATION_CLOCK_JUMP] = 2,
  };
  static const guint percent[N_FAULTS] = {
    [FAULT_LOSE_REQUEST] = 6, [FAULT_LOSE_RESPONSE] = 8, [FAULT_DELIVER_TWICE] = 6, [FAULT_DELIVER_LATER] = 5,
    [FAULT_UNAUTHORIZED] = 3, [FAULT_THROTTLED] = 3,     [FAULT_UNAVAILABLE] = 3,   [FAULT_BAD_GATEWAY] = 3,
    [FAULT_CRASH_BEFORE] = 3, [FAULT_CRASH_AFTER] = 4,   [FAULT_CRASH_WRITING] = 5, [FAULT_OTHERS_ACT] = 30,
  };

  for (guint i = 0; i <= OPERATION_CLOCK_JUMP; i++)
    family->weights[i] = i <= OPERATION_EDIT || chance_hits (&family->schedule, 75) ? weights[i] : 0;
  for (guint i = 0; i <= FAULT_OTHERS_ACT; i++)
    family->percent[i] = chance_hits (&family->schedule, 60) ? percent[i] : 0;
}

/* What only broad lives have, from a stream of its own. */
static void
choose_breadth (Family *family)
{
  static const guint weights[N_OPERATIONS] = {
    [OPERATION_DELETE_MANY] = 3, [OPERATION_ANSWER_HELD] = 12, [OPERATION_CHANGE_SERVER] = 6,
    [OPERATION_MONTHS_PASS] = 4, [OPERATION_CLOCK_LEAP] = 4,   [OPERATION_BACK_UP] = 5,
    [OPERATION_SET_BACK] = 3,    [OPERATION_SCRIPT] = 14,      [OPERATION_CHOOSE_LISTS] = 8,
    [OPERATION_TYPE_POLICY] = 6, [OPERATION_UNDO] = 14,        [OPERATION_REDO] = 24,
  };

  family->breadth.state = family->seed * 4 + 99;
  family->sync_percent = 30;
  if (!family->broad)
    return;
  for (guint i = OPERATION_CLOCK_JUMP + 1; i < N_OPERATIONS; i++)
    family->weights[i] = i == OPERATION_ANSWER_HELD || chance_hits (&family->breadth, 40) ? weights[i] : 0;
  family->weights[OPERATION_NEST] += 6;
  family->weights[OPERATION_RETRY] += 6; /* there is seldom anything to try again */
  family->heat = chance_below (&family->breadth, 80);
  family->sync_percent = 15 + chance_below (&family->breadth, 30);
  family->percent[FAULT_CLOCK_JUMPS] = chance_hits (&family->breadth, 30) ? 4 : 0;
  if (family->n_devices == 4 && chance_hits (&family->breadth, 50))
    family->n_devices = 5 + chance_below (&family->breadth, 2);
  family->happened[SOMETIMES_SIX_DEVICES] += family->n_devices == 6;
}

Family *
family_new (guint64 seed, gboolean broad)
{
  static const char *const names[FAMILY_MOST_DEVICES][2]
      = { { "laptop", "anna" }, { "phone", "ben" },  { "tablet", "anna" },
          { "desktop", "ben" }, { "watch", "anna" }, { "kitchen", "ben" } };
  Family *family = g_new0 (Family, 1);

  family->seed = seed;
  family->broad = broad;
  family->loud = g_getenv ("DOVETAIL_SIM_TRACE") != NULL;
  family->trace = g_checksum_new (G_CHECKSUM_SHA256);
  family->now = G_GINT64_CONSTANT (1795176000000); /* 2026-11-20T12:00:00Z */
  family->work.state = seed * 4 + 1;
  family->faults.state = seed * 4 + 2;
  family->schedule.state = seed * 4 + 3;
  family->server_random.state = seed * 4 + 4;
  family->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  family->given_up = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  family->deleted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  family->restored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  family->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  family->occurrences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  family->conflicts_made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  family->retried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  family->late = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_request_free);
  choose_work (family);
  family_open_server (family, ":memory:");
  add_users (family);
  family->n_devices = 2 + chance_below (&family->schedule, 3);
  choose_breadth (family);
  for (guint i = 0; i < family->n_devices; i++)
    make_device (family, &family->devices[i], names[i][0], names[i][1], i);
  make_device (family, &family->stranger, "strange", "eve", FAMILY_MOST_DEVICES + 1);
  if (family->weights[OPERATION_SCRIPT] > 0)
    family->script = simple_client_new (family);
  faults_watch (family);
  witness_watch (family);
  family->faulty = TRUE;
  return family;
}

static void
device_clear (Device *device)
{
  g_clear_object (&device->remote);
  if (device->scratch != NULL)
    {
      g_clear_object (&device->scratch->store);
      memory_vfs_forget (device->scratch->directory);
    }
  g_clear_pointer (&device->scratch, scratch_store_free);
  g_clear_pointer (&device->opened, g_hash_table_unref);
  g_clear_pointer (&device->redo, json_node_unref);
  g_clear_pointer (&device->shown, g_hash_table_unref);
}

void
family_free (Family *family)
{
  faults_watch (NULL);
  witness_watch (NULL);
  for (guint i = 0; i < family->n_devices; i++)
    device_clear (&family->devices[i]);
  device_clear (&family->stranger);
  g_object_unref (family->server);
  g_object_unref (family->ledger);
  g_hash_table_unref (family->words);
  g_hash_table_unref (family->given_up);
  g_hash_table_unref (family->deleted);
  g_hash_table_unref (family->restored);
  g_hash_table_unref (family->seen);
  g_hash_table_unref (family->occurrences);
  g_hash_table_unref (family->conflicts_made);
  g_hash_table_unref (family->retried);
  g_ptr_array_unref (family->late);
  g_checksum_free (family->trace);
  if (family->folder != NULL)
    scratch_remove_tree (family->folder);
  simple_client_free (family->script);
  g_free (family->hot);
  g_free (family->nested[0]);
  g_free (family->nested[1]);
  g_free (family->folder);
  g_free (family);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
family_join_sorted (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

char *
family_dump (Family *family)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = dovetail_server_dump (family->server, FAMILY, &error);
  g_autoptr (GPtrArray) alive = g_ptr_array_new ();
  g_auto (GStrv) lines = NULL;

  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0' && strstr (*line, "\"deleted\":true") == NULL)
      g_ptr_array_add (alive, *line);
  return family_join_sorted (alive);
}

static void
append_text (const DovetailLedgerValue *row, gpointer user_data)
{
  g_string_append_printf (user_data, "%s\n", row[0].bytes);
}

char *
family_read_server (Family *family, const char *statement)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  dovetail_ledger_begin (family->ledger, DOVETAIL_LEDGER_DIRECTORY, FALSE, &error);
  g_assert_no_error (error);
  dovetail_ledger_run (family->ledger, statement, append_text, text, &error, "");
  g_assert_no_error (error);
  dovetail_ledger_rollback (family->ledger);
  return g_strdup (text->str);
}

char *
family_rows (Family *family)
{
  g_autofree char *records = family_read_server (
      family, "SELECT entity_type || ' ' || entity_id || ' ' || version || ' ' || deleted || ' ' || data"
              " FROM record WHERE " IN_FAMILY " ORDER BY entity_type, entity_id");
  g_autofree char *conflicts = family_read_server (
      family, "SELECT state || ' ' || body FROM conflict WHERE " IN_FAMILY " ORDER BY conflict_id");

  return g_strconcat (records, conflicts, NULL);
}
