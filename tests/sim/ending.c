/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a play ends: brought to rest, written down so that two endings can be compared, and looked at once
 * more for what must hold in any. */

#include "sim/ending.h"

#include <sqlite3.h>
#include <string.h>

#include "core/uuid.h"
#include "json/json.h"
#include "store/conflicts.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "wire/conflicts.h"

#define FAMILY "sim"
#define ROUNDS 2
#define MOST_ROUNDS 6

static guint
actors_of (Stage *stage, Actor *actors[STAGE_DEVICES])
{
  actors[0] = &stage->laptop;
  actors[1] = &stage->phone;
  actors[2] = &stage->tablet;
  return stage->tablet.scratch != NULL ? 3 : 2;
}

static gboolean
is_waiting (Actor *actor)
{
  g_autoptr (GPtrArray) ready = dovetail_store_list_outbox (actor->scratch->store, FALSE, 1, NULL);
  g_autoptr (GPtrArray) answers = dovetail_store_list_resolutions (actor->scratch->store, NULL);

  return ready->len + answers->len > 0;
}

void
ending_come_to_rest (Stage *stage)
{
  Actor *actors[STAGE_DEVICES];
  guint n_actors = actors_of (stage, actors);
  gboolean waiting = TRUE;

  for (guint round = 0; round < ROUNDS || waiting; round++)
    {
      if (round == MOST_ROUNDS)
        stage_fail ("the outbox drains", "edits still wait after %u rounds", round);
      waiting = FALSE;
      for (guint i = 0; i < n_actors; i++)
        {
          stage_sync (actors[i]);
          waiting |= is_waiting (actors[i]);
        }
    }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_line (GPtrArray *lines, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (lines, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
add_rows (GPtrArray *lines, Stage *stage, const char *title, const char *statement)
{
  g_autofree char *text = stage_read_server (stage, statement);
  g_auto (GStrv) rows = g_strsplit (text, "\n", -1);

  for (char **row = rows; *row != NULL; row++)
    if (**row != '\0')
      add_line (lines, "server %s %s", title, *row);
}

static void
add_server (GPtrArray *lines, Stage *stage)
{
  add_rows (lines, stage, "family",
            "SELECT name || ' at ' || seq || ', conflicts ' || conflicts_rev || ', horizon ' || horizon FROM "
            "family");
  add_rows (lines, stage, "record",
            "SELECT entity_type || ' ' || entity_id || ' ' || etag || ' deleted ' || deleted"
            " || ' restored ' || restored || ' at ' || timestamp || ' by ' || coalesce (client_id, '-')"
            " || ' authors ' || authors || ' ' || data FROM record");
  add_rows (lines, stage, "history",
            "SELECT entity_type || ' ' || entity_id || ' ' || etag || ' deleted ' || deleted || ' ' || data"
            " FROM history");
  add_rows (lines, stage, "mutation",
            "SELECT client_id || ' ' || entity_type || ' ' || entity_id || ' ' || status || ' as ' || version"
            " FROM mutation");
  add_rows (lines, stage, "conflict", "SELECT state || ' ' || body FROM conflict");
}

static const char *const states[] = { "waiting", "in flight", "refused" };

static void
add_replica (GPtrArray *lines, Actor *actor, DovetailReplica *replica)
{
  const DovetailRecord *record = replica->current;
  const DovetailPending *pending = replica->pending;
  g_autofree char *data = dovetail_json_canonical (record->data, NULL);

  add_line (lines, "%s %s %s %s deleted %d at %" G_GINT64_FORMAT " by %s %s%s %s %s", actor->name,
            record->entity_type, record->entity_id, record->etag, record->deleted, record->timestamp,
            record->client_id, pending != NULL ? states[pending->state] : "",
            replica->conflict_id != NULL ? " in conflict" : "",
            pending != NULL && pending->error_code != NULL ? pending->error_code : "", data);
}

static void
add_records (GPtrArray *lines, Actor *actor)
{
  static const char *const types[]
      = { DOVETAIL_ENTITY_TASK,          DOVETAIL_ENTITY_LIST,        DOVETAIL_ENTITY_EVENT,
          DOVETAIL_ENTITY_POINTS_LEDGER, DOVETAIL_ENTITY_USER_STREAK, DOVETAIL_ENTITY_BADGE };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GPtrArray) replicas
          = dovetail_store_find_by_prefix (actor->scratch->store, types[i], "", 100000, NULL);

      for (guint j = 0; j < replicas->len; j++)
        add_replica (lines, actor, g_ptr_array_index (replicas, j));
    }
}

static char *
conflict_text (DovetailConflict *conflict)
{
  g_autoptr (JsonNode) node = dovetail_conflict_to_json (conflict);

  return dovetail_json_canonical (node, NULL);
}

static void
add_conflicts (GPtrArray *lines, Actor *actor)
{
  for (guint open = 0; open < 2; open++)
    {
      g_autoptr (GPtrArray) conflicts
          = dovetail_store_list_conflicts (actor->scratch->store, open != 0, 0, NULL);

      for (guint i = 0; i < conflicts->len; i++)
        {
          g_autofree char *text = conflict_text (g_ptr_array_index (conflicts, i));

          add_line (lines, "%s %s conflict %s", actor->name, open ? "open" : "closed", text);
        }
    }
}

static void
add_held (GPtrArray *lines, Actor *actor)
{
  static const char *const causes[] = { "deleted", "missing", "other" };
  g_autoptr (GPtrArray) held = dovetail_store_list_held (actor->scratch->store, 0, NULL);

  for (guint i = 0; i < held->len; i++)
    {
      const DovetailHeld *one = g_ptr_array_index (held, i);

      add_line (lines, "%s holds %s, %s", actor->name, one->replica->current->entity_id, causes[one->cause]);
    }
  add_line (lines, "%s gathered %u", actor->name, dovetail_store_count_gathered (actor->scratch->store));
}

static void
add_settings (GPtrArray *lines, Actor *actor)
{
  static const char *const names[]
      = { DOVETAIL_SETTING_POLICY, DOVETAIL_SETTING_WALK, DOVETAIL_SETTING_CONFLICTS_REV };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = dovetail_store_get_setting (actor->scratch->store, names[i]);

      add_line (lines, "%s %s %s", actor->name, names[i], value != NULL ? value : "-");
    }
  add_line (lines, "%s clock %" G_GINT64_FORMAT, actor->name,
            dovetail_store_get_clock_offset (actor->scratch->store));
}

static void
replace_all (GPtrArray *lines, const char *from, const char *to)
{
  for (guint i = 0; i < lines->len; i++)
    {
      char *line = g_ptr_array_index (lines, i);
      g_autoptr (GString) text = NULL;

      if (strstr (line, from) == NULL)
        continue;
      text = g_string_new (line);
      g_string_replace (text, from, to, 0);
      g_free (line);
      g_ptr_array_index (lines, i) = g_string_free (g_steal_pointer (&text), FALSE);
    }
}

/* "<what it is about> <id>", so that the order is not that of the ids. */
static void
append_device_rows (GPtrArray *rows, Actor *actor, gboolean open)
{
  g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (actor->scratch->store, open, 0, NULL);

  for (guint i = 0; i < conflicts->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (conflicts, i);
      g_autofree char *body = conflict_text (conflict);
      g_autoptr (GString) text = g_string_new (body);

      g_string_replace (text, conflict->conflict_id, "", 0);
      g_ptr_array_add (rows, g_strdup_printf ("%s %s", text->str, conflict->conflict_id));
    }
}

/* The server's, then those that a device concluded alone. */
static GPtrArray *
conflicts_in_order (Stage *stage, Actor *actors[STAGE_DEVICES], guint n_actors)
{
  g_autofree char *text
      = stage_read_server (stage, "SELECT replace (body, conflict_id, '') || ' ' || conflict_id FROM conflict"
                                  " ORDER BY 1");
  g_auto (GStrv) servers = g_strsplit (g_strchomp (text), "\n", -1);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);

  for (char **row = servers; *row != NULL && **row != '\0'; row++)
    g_ptr_array_add (rows, g_strdup (*row));
  for (guint i = 0; i < n_actors; i++)
    {
      g_autoptr (GPtrArray) own = g_ptr_array_new ();

      append_device_rows (own, actors[i], TRUE);
      append_device_rows (own, actors[i], FALSE);
      g_ptr_array_sort (own, compare_lines);
      g_ptr_array_extend_and_steal (rows, g_steal_pointer (&own));
    }
  return rows;
}

/* Ids of conflicts are drawn by chance, or named after what was; the second task of "both" is named after
 * one. */
static void
number_conflicts (GPtrArray *lines, Stage *stage, Actor *actors[STAGE_DEVICES], guint n_actors)
{
  g_autoptr (GPtrArray) rows = conflicts_in_order (stage, actors, n_actors);

  for (guint i = 0; i < rows->len; i++)
    {
      const char *id = strrchr (g_ptr_array_index (rows, i), ' ') + 1;
      g_autofree char *second = dovetail_uuid_new_v5 (id, "both");
      g_autofree char *name = g_strdup_printf ("conflict-%u", i + 1);
      g_autofree char *second_name = g_strdup_printf ("both-of-conflict-%u", i + 1);

      replace_all (lines, id, name);
      replace_all (lines, second, second_name);
    }
}

/* Who died before it had written down its id has drawn another. */
static void
name_devices (GPtrArray *lines, Actor *actors[STAGE_DEVICES], guint n_actors)
{
  for (guint i = 0; i < n_actors; i++)
    {
      g_autofree char *id
          = dovetail_store_get_setting (actors[i]->scratch->store, DOVETAIL_SETTING_DEVICE_ID);

      replace_all (lines, id, actors[i]->name);
    }
}

char *
ending_describe (Stage *stage)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  Actor *actors[STAGE_DEVICES];
  guint n_actors = actors_of (stage, actors);

  add_server (lines, stage);
  for (guint i = 0; i < n_actors; i++)
    {
      add_records (lines, actors[i]);
      add_conflicts (lines, actors[i]);
      add_held (lines, actors[i]);
      add_settings (lines, actors[i]);
    }
  number_conflicts (lines, stage, actors, n_actors);
  name_devices (lines, actors, n_actors);
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static gboolean
show_replica (DovetailReplica *replica, gpointer user_data)
{
  g_autofree char *data = dovetail_json_canonical (replica->current->data, NULL);

  add_line (user_data, "%s %s %d %s", replica->current->entity_type, replica->current->entity_id,
            (int) replica->current->version, data);
  return TRUE;
}

static char *
show_device (Actor *actor)
{
  static const char *const types[] = { DOVETAIL_ENTITY_TASK, DOVETAIL_ENTITY_LIST, DOVETAIL_ENTITY_EVENT };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    dovetail_store_foreach (actor->scratch->store, types[i], show_replica, lines, NULL);
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static char *
show_server (Stage *stage)
{
  g_autofree char *text = stage_read_server (
      stage, "SELECT entity_type || ' ' || entity_id || ' ' || version || ' ' || data FROM record"
             " WHERE deleted = 0 AND entity_type IN ('task', 'list', 'event')");
  g_auto (GStrv) rows = g_strsplit (g_strchomp (text), "\n", -1);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  for (char **row = rows; *row != NULL; row++)
    g_ptr_array_add (lines, *row);
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

void
ending_check_equal (Stage *stage)
{
  Actor *actors[STAGE_DEVICES];
  guint n_actors = actors_of (stage, actors);
  g_autofree char *server = show_server (stage);

  for (guint i = 0; i < n_actors; i++)
    {
      g_autofree char *device = show_device (actors[i]);

      if (!g_str_equal (server, device))
        stage_fail ("at rest all are equal", "\n--- server\n%s\n--- %s\n%s", server, actors[i]->name, device);
    }
}

static int
append_row (gpointer user_data, int n_columns, char **values, char **names)
{
  for (int i = 0; i < n_columns; i++)
    g_string_append_printf (user_data, "%s|", values[i] != NULL ? values[i] : "-");
  g_string_append_c (user_data, '\n');
  return 0;
}

static void
read_table (sqlite3 *database, const char *statement, GString *text)
{
  if (sqlite3_exec (database, statement, append_row, text, NULL) != SQLITE_OK)
    stage_fail ("a store can be read", "%s: %s", statement, sqlite3_errmsg (database));
}

static int
append_statement (gpointer user_data, int n_columns, char **values, char **names)
{
  g_ptr_array_add (user_data, g_strdup_printf ("SELECT %s FROM %s ORDER BY 1", values[1], values[0]));
  return 0;
}

/* Every table but the list of jobs and what is written down about each, whole. */
static GPtrArray *
list_statements (sqlite3 *database)
{
  GPtrArray *statements = g_ptr_array_new_with_free_func (g_free);

  sqlite3_exec (database,
                "SELECT m.name, group_concat ('quote (' || c.name || ')', ' || '' '' || ')"
                " FROM sqlite_schema m, pragma_table_info (m.name) c"
                " WHERE m.type = 'table' AND m.name NOT LIKE 'job%' AND m.name <> 'trace'"
                " AND m.name <> 'setting' GROUP BY m.name",
                append_statement, statements, NULL);
  g_ptr_array_add (statements, g_strdup ("SELECT name, quote (value) FROM setting"
                                         " WHERE name <> 'last_success' ORDER BY name"));
  return statements;
}

/* examined: whether it is sound too. */
static char *
read_store (Actor *actor, gboolean examined)
{
  g_autofree char *path = g_build_filename (actor->scratch->directory, "store.db", NULL);
  g_autoptr (GPtrArray) statements = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_db_config (database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  statements = list_statements (database);
  for (guint i = 0; i < statements->len; i++)
    read_table (database, g_ptr_array_index (statements, i), text);
  if (examined)
    {
      read_table (database, "PRAGMA integrity_check", text);
      read_table (database, "PRAGMA foreign_key_check", text);
    }
  sqlite3_close (database);
  return g_strdup (text->str);
}

/* No job is left running, whoever died of it. */
static void
check_jobs (Stage *stage)
{
  g_autoptr (GPtrArray) jobs = dovetail_store_list_jobs (stage->laptop.scratch->store, 0, NULL);

  for (guint i = 0; i < jobs->len; i++)
    {
      const DovetailJob *job = g_ptr_array_index (jobs, i);

      if (g_str_equal (job->state, "running"))
        stage_fail ("jobs come to an end", "%s is still running", job->job_id);
    }
}

static void
sync_quietly (Stage *stage)
{
  guint before = stage->writes;
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job = stage_sync_once (&stage->laptop, DOVETAIL_SYNC_AUTO, &error);

  g_assert_no_error (error);
  stage->quiet_writes = stage->writes - before;
  if (!g_str_equal (job->state, "completed") || job->requests != 1)
    stage_fail ("at rest a sync is one request", "it is %s after %d", job->state, (int) job->requests);
}

void
ending_check_quiet (Stage *stage, gboolean thorough)
{
  g_autofree char *before = thorough ? read_store (&stage->laptop, FALSE) : NULL;
  g_autofree char *after = NULL;

  sync_quietly (stage);
  check_jobs (stage);
  if (!thorough)
    return;
  after = read_store (&stage->laptop, TRUE);
  if (!g_str_has_suffix (after, "\nok|\n"))
    stage_fail ("the store is sound", "%s", after);
  if (!g_str_has_prefix (after, before))
    stage_fail ("at rest a sync changes nothing", "\n--- before\n%s\n--- after\n%s", before, after);
}
