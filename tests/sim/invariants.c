/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must hold when the faults have stopped, each under the name that a failure tells. */

#include "sim/invariants.h"

#include <string.h>

#include "json/json.h"
#include "server/ledger.h"
#include "sim/answers.h"
#include "sim/books.h"
#include "sim/faults.h"
#include "sim/operations.h"
#include "sim/simple-client.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/filter.h"
#include "store/held.h"
#include "store/outbox.h"
#include "wire/conflicts.h"

#define MOST_ROUNDS 10

#define IN_FAMILY "family_id = (SELECT family_id FROM family WHERE name = 'sim')"

static gboolean
is_waiting (Device *device)
{
  DovetailOutboxSummary summary = { 0 };

  dovetail_store_summarize_outbox (device->scratch->store, &summary, NULL);
  return summary.waiting + summary.resolutions + dovetail_store_count_held (device->scratch->store) > 0;
}

static gboolean
sync_all (Family *family)
{
  gboolean waiting = FALSE;

  for (guint i = 0; i < family->n_devices; i++)
    {
      Device *device = &family->devices[i];
      g_autoptr (DovetailJob) job = device_sync (device);

      /* A session may have grown too old; its user has signed in again by now. */
      if (family->broad && g_strcmp0 (job->error_code, "unauthorized") == 0)
        waiting = TRUE;
      else if (job->error_message != NULL)
        family_fail (family, "a device can sync", "%s cannot: %s", device->name, job->error_message);
      operations_settle_refused (device);
      operations_settle_held (device);
      waiting |= is_waiting (device);
    }
  return waiting;
}

/* What a device does not sync cannot be compared: at rest all sync all. */
static void
choose_everything (Family *family)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < family->n_devices && family->done[OPERATION_CHOOSE_LISTS] > 0; i++)
    {
      dovetail_store_set_filter (family->devices[i].scratch->store, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

void
invariants_come_to_rest (Family *family)
{
  guint round = 0;
  guint quiet = 0;
  gboolean waiting;

  family_tell (family, "the faults stop");
  family->faulty = FALSE;
  family->old_server = FALSE;
  faults_deliver_late (family);
  choose_everything (family);
  if (family->script != NULL)
    simple_client_rest (family->script);
  /* What the last device sent up comes down to the first in one round more. */
  do
    {
      waiting = sync_all (family);
      quiet = waiting ? 0 : quiet + 1;
    }
  while (++round < MOST_ROUNDS && (waiting || round < 3 || (family->broad && quiet < 2)));
  if (waiting)
    family_fail (family, "the outbox drains", "edits still wait after %u rounds", round);
}

static void
check_same (Family *family, const char *invariant, const char *what, const char *expected, const char *found)
{
  if (!g_str_equal (expected, found))
    family_fail (family, invariant, "%s\n--- expected\n%s\n--- found\n%s", what, expected, found);
}

/* Every line of the one stands in the other. */
static void
check_among (Family *family, const char *invariant, const char *what, const char *expected, const char *found)
{
  g_auto (GStrv) lines = g_strsplit (expected, "\n", -1);
  g_auto (GStrv) others = g_strsplit (found, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0' && !g_strv_contains ((const char *const *) others, *line))
      family_fail (family, invariant, "%s\n--- expected\n%s\n--- among\n%s", what, *line, found);
}

static void
check_equal (Family *family)
{
  g_autofree char *server = family_dump (family);

  for (guint i = 0; i < family->n_devices; i++)
    {
      g_autofree char *dump = device_dump (&family->devices[i]);

      check_same (family, "at rest all are equal", family->devices[i].name, server, dump);
    }
}

static char *
conflict_line (DovetailConflict *conflict)
{
  g_autoptr (JsonNode) node = dovetail_conflict_to_json (conflict);

  return dovetail_json_canonical (node, NULL);
}

/* Of what a server of another history took the place of, or refused, only the device knows that had it; and
 * so of an edit of what was deleted so long ago that the server has forgotten it: no version of the tombstone
 * is known. */
static gboolean
is_devices_own (const DovetailConflict *conflict)
{
  return dovetail_conflict_is_local (conflict)
         || (conflict->cause == DOVETAIL_CAUSE_DELETE_WINS && conflict->deleted[DOVETAIL_SIDE_THEIRS]
             && conflict->client_version == conflict->server_version);
}

/* shared: only those that the server knows, or once knew. */
static char *
conflicts_of_device (Device *device, gboolean open, gboolean shared)
{
  g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (device->scratch->store, open, 0, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < conflicts->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (conflicts, i);

      if (!shared || !is_devices_own (conflict))
        g_ptr_array_add (lines, conflict_line (conflict));
    }
  return family_join_sorted (lines);
}

static char *
conflicts_of_server (Family *family, gboolean open)
{
  g_autofree char *text = family_read_server (
      family, open ? "SELECT body FROM conflict WHERE " IN_FAMILY " AND state = 'open'"
                   : "SELECT body FROM conflict WHERE " IN_FAMILY " AND state = 'closed'");
  g_auto (GStrv) bodies = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (char **body = bodies; *body != NULL; body++)
    if (**body != '\0')
      {
        g_autoptr (JsonNode) node = dovetail_json_parse_object (*body, -1, NULL);
        g_autoptr (DovetailConflict) conflict = dovetail_conflict_from_json (node, NULL);

        g_ptr_array_add (lines, conflict_line (conflict));
      }
  return family_join_sorted (lines);
}

/* Conflicts made are resolved or open, the same ones everywhere; none is closed by a policy that asks. */
static void
check_conflicts (Family *family)
{
  for (guint open = 0; open < 2; open++)
    {
      g_autofree char *server = conflicts_of_server (family, open);

      if (strstr (server, "\"resolution\":\"manual_resolution\"") != NULL)
        family_fail (family, "manual never picks", "%s", server);
      for (guint i = 0; i < family->n_devices; i++)
        {
          g_autofree char *device = conflicts_of_device (&family->devices[i], open, TRUE);

          if (open)
            check_same (family, "open conflicts are equal", family->devices[i].name, server, device);
          /* What a server had that was set back stays in the history of who knew it. */
          else if (family->done[OPERATION_SET_BACK] > 0)
            check_among (family, "closed conflicts are known", family->devices[i].name, server, device);
          else
            check_same (family, "closed conflicts are equal", family->devices[i].name, server, device);
        }
    }
}

/* What a device alone remembers of a server that was set back, or of what the server has forgotten. */
static char *
histories_of_devices (Family *family)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < family->n_devices; i++)
    {
      g_autofree char *closed = conflicts_of_device (&family->devices[i], FALSE, FALSE);

      g_string_append (all, closed);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* What the devices alone keep. */
static char *
own_conflicts (Family *family)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < family->n_devices; i++)
    {
      DovetailStore *store = family->devices[i].scratch->store;
      g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (store, FALSE, 0, NULL);

      for (guint j = 0; j < conflicts->len; j++)
        if (is_devices_own (g_ptr_array_index (conflicts, j)))
          g_ptr_array_add (lines, conflict_line (g_ptr_array_index (conflicts, j)));
    }
  return family_join_sorted (lines);
}

static void
check_words (Family *family)
{
  g_autofree char *records = family_read_server (family, "SELECT data FROM record WHERE " IN_FAMILY);
  g_autofree char *conflicts = family_read_server (family, "SELECT body FROM conflict WHERE " IN_FAMILY);
  g_autofree char *histories = histories_of_devices (family);
  g_autofree char *own = own_conflicts (family);
  g_autofree char *all = g_strconcat (records, conflicts, histories, own, NULL);
  g_autoptr (GHashTable) kept = books_words (all);
  g_autoptr (GList) words = g_list_sort (g_hash_table_get_keys (family->words), (GCompareFunc) g_strcmp0);

  for (GList *link = words; link != NULL; link = link->next)
    if (!g_hash_table_contains (kept, link->data))
      family_fail (family, "no edit is lost", "%s is nowhere", (char *) link->data);
}

static void
check_deleted (Family *family)
{
  g_autofree char *alive
      = family_read_server (family, "SELECT entity_id FROM record WHERE deleted = 0 AND " IN_FAMILY);
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (family->deleted), (GCompareFunc) g_strcmp0);

  for (GList *link = ids; link != NULL; link = link->next)
    if (strstr (alive, link->data) != NULL && !g_hash_table_contains (family->restored, link->data))
      family_fail (family, "nothing deleted comes back", "%s did", (char *) link->data);
}

/* What a user made, apart from the next tasks of a series, whose ids are derived: two of them cannot be. */
static void
check_count (Family *family)
{
  g_autofree char *ids = family_read_server (
      family, "SELECT entity_id FROM record WHERE entity_type IN ('task', 'list', 'event') AND " IN_FAMILY);
  g_auto (GStrv) lines = g_strsplit (ids, "\n", -1);
  guint count = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    count += *lines[i] != '\0' && !g_hash_table_contains (family->occurrences, lines[i]);
  if (count > family->n_made)
    family_fail (family, "nothing is doubled", "%u records came of %u", count, family->n_made);
}

/* The last completion that was not taken back stands for the task's being done, and the points that people have
 * for the completions. Of a task that was deleted both stay. */
static void
check_rewards (Family *family)
{
  static const char wrong_tasks[]
      = "SELECT entity_id FROM record AS r WHERE " IN_FAMILY " AND entity_type = 'task' AND deleted = 0"
        " AND COALESCE(json_extract(data, '$.status'), '') = 'done'"
        " <> (SELECT COUNT(*) FROM completion AS c WHERE c.family_id = r.family_id"
        " AND c.task_id = r.entity_id AND c.reopened = 0)";
  static const char balances[]
      = "SELECT json_extract(data, '$.user_id') || ' ' || SUM(json_extract(data, '$.delta')) FROM record"
        " WHERE " IN_FAMILY " AND entity_type = 'points_ledger' GROUP BY json_extract(data, '$.user_id')"
        " HAVING SUM(json_extract(data, '$.delta')) <> 0 ORDER BY 1";
  static const char earnings[] = "SELECT user_id || ' ' || SUM(points) FROM completion WHERE " IN_FAMILY
                                 " AND reopened = 0 GROUP BY user_id HAVING SUM(points) <> 0 ORDER BY 1";
  g_autofree char *tasks = family_read_server (family, wrong_tasks);
  g_autofree char *balance = family_read_server (family, balances);
  g_autofree char *earned = family_read_server (family, earnings);

  if (*tasks != '\0')
    family_fail (family, "the completion log says what the tasks say", "%s", tasks);
  check_same (family, "points are what the completions gave", "balances", earned, balance);
}

static void
check_nothing_strange (Device *device)
{
  g_autoptr (GHashTable) shown = books_look (device);
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, shown);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    if (strstr (text, "strange thing") != NULL)
      family_fail (device->family, "no record of another family", "%s has a stranger's", device->name);
}

static void
check_strangers (Family *family)
{
  g_autofree char *dump = NULL;
  g_autofree char *foreign = NULL;
  g_auto (GStrv) ids = NULL;

  dovetail_job_free (device_sync (&family->stranger));
  dump = device_dump (&family->stranger);
  foreign = family_read_server (family, "SELECT entity_id FROM record WHERE " IN_FAMILY);
  ids = g_strsplit (foreign, "\n", -1);
  for (char **id = ids; *id != NULL; id++)
    if (**id != '\0' && strstr (dump, *id) != NULL)
      family_fail (family, "no record of another family", "%s is with strangers", *id);
  for (guint i = 0; i < family->n_devices; i++)
    check_nothing_strange (&family->devices[i]);
}

static void
check_soundness (Family *family)
{
  g_autoptr (GError) error = NULL;

  if (!dovetail_ledger_check (family->ledger, &error))
    family_fail (family, "the databases are sound", "the server's: %s", error->message);
  for (guint i = 0; i < family->n_devices; i++)
    {
      g_autofree char *report = faults_examine (&family->devices[i]);

      if (report != NULL)
        family_fail (family, "the databases are sound", "%s: %s", family->devices[i].name, report);
    }
}

/* At rest a sync, in full too, moves nothing. */
static void
check_quiet (Family *family)
{
  g_autofree char *before = family_rows (family);
  g_autofree char *after = NULL;

  for (guint i = 0; i < family->n_devices; i++)
    {
      g_autoptr (DovetailJob) job = device_sync (&family->devices[i]);

      if (job->pushed + job->errors + job->created + job->updated + job->deleted > 0)
        family_fail (family, "at rest a sync does nothing",
                     "%s %s: pushed %d, created %d, updated %d, deleted %d", family->devices[i].name,
                     job->kind, (int) job->pushed, (int) job->created, (int) job->updated,
                     (int) job->deleted);
    }
  after = family_rows (family);
  check_same (family, "at rest a sync does nothing", "the server", before, after);
}

void
invariants_check (Family *family)
{
  check_equal (family);
  check_conflicts (family);
  answers_check_conflicts (family);
  check_words (family);
  check_deleted (family);
  check_count (family);
  check_rewards (family);
  check_quiet (family);
  check_equal (family);
  if (family->script != NULL)
    simple_client_rest (family->script);
  check_strangers (family);
  check_soundness (family);
}
