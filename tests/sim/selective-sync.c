/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices that sync some lists and some types only, and change their minds. At rest each one holds what the
 * server has, restricted to what it chose, and the server has lost nothing. DOVETAIL_SIM_SEED replays a seed,
 * DOVETAIL_SIM_SEEDS says how many to live. */

#include <string.h>

#include "json/json.h"
#include "lib/in-process-remote.h"
#include "lib/scratch-store.h"
#include "server/sqlite-ledger.h"
#include "sim/chance.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/eviction.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/pass.h"
#include "sync/session.h"

#define FAMILY "home"
#define MOST_DEVICES 4
#define MOST_LISTS 5
#define DEFAULT_SEEDS 25
#define STEPS 90
/* Fewer than the guard against mass deletions minds, all together. */
#define MOST_DELETED 7

typedef struct Life Life;

typedef struct
{
  Life *life;
  ScratchStore *scratch;
  InProcessRemote *remote;
} Device;

struct Life
{
  guint64 seed;
  gint64 now;
  Chance work, faults, server_random;
  gboolean faulty;
  DovetailServer *server;
  Device devices[MOST_DEVICES];
  guint n_devices;
  GPtrArray *lists;    /* ids, deleted ones too */
  GHashTable *made;    /* ids of tasks and events */
  GHashTable *deleted; /* of these, what users deleted */
  guint n_edits;
};

/* What happened over the whole run. */
static struct
{
  guint filters, narrowed, widened, full, conflicts, lost, crashed;
} sometimes;

static gint64
now_of_life (gpointer user_data)
{
  return ((Life *) user_data)->now;
}

static void
fail (Life *life, const char *what, const char *detail)
{
  g_error ("%s: %s\nreplay: DOVETAIL_SIM_SEED=%" G_GUINT64_FORMAT " test-sim-selective-sync", what, detail,
           life->seed);
}

static InProcessFate
decide (const DovetailRequest *request, gpointer user_data)
{
  Life *life = user_data;

  life->now += 20;
  if (!life->faulty || g_str_has_prefix (request->path, "/auth"))
    return IN_PROCESS_DELIVER;
  if (chance_hits (&life->faults, 4))
    return sometimes.lost++, IN_PROCESS_LOSE_REQUEST;
  if (chance_hits (&life->faults, 4))
    return sometimes.lost++, IN_PROCESS_LOSE_RESPONSE;
  if (chance_hits (&life->faults, 3))
    return sometimes.crashed++, IN_PROCESS_CRASH_AFTER;
  return IN_PROCESS_DELIVER;
}

static void
begin_device (Life *life, Device *device, const char *name)
{
  g_autoptr (GError) error = NULL;

  device->life = life;
  device->scratch = scratch_store_new (FALSE);
  device->scratch->random ^= (guint32) chance_below (&life->work, G_MAXINT32);
  device->remote = in_process_remote_new (life->server);
  in_process_remote_hook (device->remote, decide, life);
  device->scratch->now = life->now;
  dovetail_session_login (device->scratch->store, NULL, DOVETAIL_REMOTE (device->remote),
                          "http://localhost:1", "anna", "correct horse", name, NULL, &error);
  g_assert_no_error (error);
}

static Life *
life_new (guint64 seed)
{
  static const char *const names[] = { "laptop", "phone", "tablet", "desk" };
  Life *life = g_new0 (Life, 1);
  const DovetailServerOptions options = { .clock = { now_of_life, life },
                                          .random = { chance_fill, &life->server_random },
                                          .cheap_passwords = TRUE };
  g_autoptr (DovetailLedger) ledger = dovetail_sqlite_ledger_open (":memory:", NULL);

  life->seed = seed;
  life->work.state = seed * 3 + 1;
  life->faults.state = seed * 5 + 2;
  life->server_random.state = seed * 7 + 3;
  life->now = G_GINT64_CONSTANT (1763640000000);
  life->lists = g_ptr_array_new_with_free_func (g_free);
  life->made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  life->deleted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  life->server = dovetail_server_new (ledger, &options, NULL);
  dovetail_server_add_user (life->server, "anna", FAMILY, "owner", "correct horse", NULL);
  life->n_devices = 2 + chance_below (&life->work, MOST_DEVICES - 1);
  for (guint i = 0; i < life->n_devices; i++)
    begin_device (life, &life->devices[i], names[i]);
  life->faulty = TRUE;
  return life;
}

static void
life_free (Life *life)
{
  for (guint i = 0; i < life->n_devices; i++)
    {
      g_object_unref (life->devices[i].remote);
      scratch_store_free (life->devices[i].scratch);
    }
  g_object_unref (life->server);
  g_ptr_array_unref (life->lists);
  g_hash_table_unref (life->made);
  g_hash_table_unref (life->deleted);
  g_free (life);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Life, life_free)

static void
sync_device (Device *device)
{
  Life *life = device->life;
  const DovetailPassOptions options
      = { .store = device->scratch->store,
          .remote = DOVETAIL_REMOTE (device->remote),
          .kind = chance_hits (&life->work, 5) ? DOVETAIL_SYNC_FULL : DOVETAIL_SYNC_AUTO };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job = NULL;

  g_setenv ("SYNC_BASE_DELAY", "0.001", TRUE);
  device->scratch->now = life->now;
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  sometimes.full += g_str_equal (job->kind, "full");
  if (in_process_remote_crashed (device->remote))
    {
      scratch_store_reopen (device->scratch);
      in_process_remote_revive (device->remote);
    }
  else if (!life->faulty && job->error_message != NULL)
    fail (life, "a sync without faults failed", job->error_message);
  if (dovetail_store_count_held (device->scratch->store) > 0)
    fail (life, "evictions were taken for deletions", "records are held");
}

/* The list that tasks are put in: any, or none. */
static const char *
choose_list (Life *life)
{
  guint at = chance_below (&life->work, life->lists->len + 1);

  return at < life->lists->len ? g_ptr_array_index (life->lists, at) : NULL;
}

static JsonNode *
describe (Life *life, const char *field, const char *list_id, gboolean moves)
{
  JsonObject *object = json_object_new ();
  g_autofree char *text = g_strdup_printf ("edit %u", life->n_edits++);
  JsonNode *node;

  if (!moves || chance_hits (&life->work, 40))
    json_object_set_string_member (object, field, text);
  if (moves && list_id == NULL)
    json_object_set_null_member (object, "list_id");
  if (list_id != NULL)
    json_object_set_string_member (object, "list_id", list_id);
  node = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  json_node_seal (node);
  return node;
}

static void
make (Device *device, const char *entity_type)
{
  Life *life = device->life;
  gboolean task = g_str_equal (entity_type, DOVETAIL_ENTITY_TASK);
  gboolean list = g_str_equal (entity_type, DOVETAIL_ENTITY_LIST);
  g_autoptr (JsonNode) patch
      = describe (life, list ? "name" : "title", task ? choose_list (life) : NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_create (device->scratch->store, entity_type, NULL, patch, TRUE, &error);

  g_assert_no_error (error);
  if (list)
    g_ptr_array_add (life->lists, g_strdup (replica->current->entity_id));
  else
    g_hash_table_add (life->made, g_strdup (replica->current->entity_id));
}

typedef struct
{
  Chance *chance;
  guint seen;
  char *entity_id;
} Pick;

static gboolean
pick_one (DovetailReplica *replica, gpointer user_data)
{
  Pick *pick = user_data;

  if (chance_below (pick->chance, ++pick->seen) != 0)
    return TRUE;
  g_free (pick->entity_id);
  pick->entity_id = g_strdup (replica->current->entity_id);
  return TRUE;
}

static char *
pick (Device *device, const char *entity_type)
{
  Pick picked = { &device->life->work, 0, NULL };

  dovetail_store_foreach (device->scratch->store, entity_type, pick_one, &picked, NULL);
  return picked.entity_id;
}

static void
change (Device *device, const char *entity_type)
{
  Life *life = device->life;
  gboolean task = g_str_equal (entity_type, DOVETAIL_ENTITY_TASK);
  gboolean moves = task && chance_hits (&life->work, 50);
  g_autofree char *id = pick (device, entity_type);
  g_autoptr (JsonNode) patch = NULL;
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GError) error = NULL;

  if (id == NULL)
    return;
  patch = describe (life, g_str_equal (entity_type, DOVETAIL_ENTITY_LIST) ? "name" : "title",
                    moves ? choose_list (life) : NULL, moves);
  replica = dovetail_store_update (device->scratch->store, entity_type, id, patch, &error);
  g_assert_no_error (error);
}

static void
erase (Device *device, const char *entity_type)
{
  Life *life = device->life;
  g_autofree char *id = pick (device, entity_type);
  g_autoptr (DovetailReplica) replica = NULL;
  g_autoptr (GError) error = NULL;

  if (id == NULL || g_hash_table_size (life->deleted) >= MOST_DELETED)
    return;
  replica = dovetail_store_delete (device->scratch->store, entity_type, id, &error);
  g_assert_no_error (error);
  g_hash_table_add (life->deleted, g_strdup (id));
}

static void
choose_filter (Device *device)
{
  static const char *const types[]
      = { DOVETAIL_ENTITY_TASK, DOVETAIL_ENTITY_LIST, DOVETAIL_ENTITY_EVENT, DOVETAIL_ENTITY_BADGE };
  Life *life = device->life;
  g_autoptr (GStrvBuilder) lists = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) some = g_strv_builder_new ();
  g_auto (GStrv) list_ids = NULL;
  g_auto (GStrv) type_names = NULL;
  g_autoptr (DovetailSyncFilter) before = dovetail_store_get_filter (device->scratch->store);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < life->lists->len; i++)
    if (chance_hits (&life->work, 50))
      g_strv_builder_add (lists, g_ptr_array_index (life->lists, i));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (chance_hits (&life->work, 80))
      g_strv_builder_add (some, types[i]);
  list_ids = g_strv_builder_end (lists);
  type_names = g_strv_builder_end (some);
  dovetail_store_set_filter (device->scratch->store, chance_hits (&life->work, 30) ? NULL : list_ids,
                             type_names[0] == NULL || chance_hits (&life->work, 60) ? NULL : type_names,
                             &error);
  g_assert_no_error (error);
  sometimes.filters++;
  if (before->lists == NULL)
    sometimes.narrowed++;
  else
    sometimes.widened++;
}

static void
answer (Device *device)
{
  static const char *const strategies[]
      = { DOVETAIL_RESOLUTION_CLIENT_WINS, DOVETAIL_RESOLUTION_SERVER_WINS };
  g_autoptr (GPtrArray) open = dovetail_store_list_conflicts (device->scratch->store, TRUE, 0, NULL);

  for (guint i = 0; i < open->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (open, i);
      const char *strategy = strategies[chance_below (&device->life->work, G_N_ELEMENTS (strategies))];

      sometimes.conflicts++;
      if (!dovetail_store_resolve_conflict (device->scratch->store, conflict->conflict_id, strategy, NULL,
                                            NULL))
        dovetail_store_resolve_conflict (device->scratch->store, conflict->conflict_id,
                                         DOVETAIL_RESOLUTION_SERVER_WINS, NULL, NULL);
    }
}

static void
act (Device *device)
{
  Life *life = device->life;
  guint dice = chance_below (&life->work, 100);

  device->scratch->now = life->now;
  if (dice < 8 && life->lists->len < MOST_LISTS)
    make (device, DOVETAIL_ENTITY_LIST);
  else if (dice < 32)
    make (device, DOVETAIL_ENTITY_TASK);
  else if (dice < 36)
    make (device, DOVETAIL_ENTITY_EVENT);
  else if (dice < 64)
    change (device, DOVETAIL_ENTITY_TASK);
  else if (dice < 68)
    change (device, DOVETAIL_ENTITY_LIST);
  else if (dice < 71)
    change (device, DOVETAIL_ENTITY_EVENT);
  else if (dice < 74)
    erase (device, DOVETAIL_ENTITY_TASK);
  else if (dice < 76)
    erase (device, DOVETAIL_ENTITY_LIST);
  else if (dice < 90)
    choose_filter (device);
  else if (dice < 94)
    answer (device);
  else if (dice < 96)
    dovetail_store_set_setting (device->scratch->store, DOVETAIL_SETTING_POLICY,
                                chance_hits (&life->work, 50) ? "manual_resolution" : "last_write_wins",
                                NULL);
  else
    dovetail_server_clean_up (life->server, 0, &(gint64){ 0 }, NULL);
}

static void
live (Life *life)
{
  for (guint i = 0; i < STEPS; i++)
    {
      Device *device = &life->devices[chance_below (&life->work, life->n_devices)];

      life->now += chance_below (&life->work, 60000);
      if (chance_hits (&life->work, 60))
        act (device);
      else
        sync_device (device);
    }
}

static gboolean
is_quiet (Life *life)
{
  for (guint i = 0; i < life->n_devices; i++)
    {
      DovetailStore *store = life->devices[i].scratch->store;
      DovetailOutboxSummary summary = { 0 };

      dovetail_store_summarize_outbox (store, &summary, NULL);
      if (summary.waiting + summary.resolutions > 0 || dovetail_store_count_conflicts (store) > 0
          || dovetail_store_any_leaves (store))
        return FALSE;
      if (summary.quarantined + summary.unreadable > 0)
        fail (life, "something was set aside", life->devices[i].scratch->directory);
    }
  return TRUE;
}

static void
come_to_rest (Life *life)
{
  life->faulty = FALSE;
  for (guint round = 0; round < 12; round++)
    {
      for (guint i = 0; i < life->n_devices; i++)
        {
          life->now += 1000;
          sync_device (&life->devices[i]);
          answer (&life->devices[i]);
        }
      if (round > 3 && is_quiet (life))
        return;
    }
  fail (life, "no rest", "edits, answers or conflicts are left");
}

/* "type id version data" of a live record; NULL: a tombstone. */
static char *
line_of (JsonNode *node)
{
  g_autofree char *data = NULL;

  if (dovetail_data_get_boolean (node, "deleted", FALSE))
    return NULL;
  data = dovetail_json_canonical (dovetail_data_get (node, "data"), NULL);
  return g_strdup_printf ("%s %s %" G_GINT64_FORMAT " %s", dovetail_data_get_string (node, "entity_type"),
                          dovetail_data_get_string (node, "entity_id"),
                          dovetail_data_get_int (node, "version", 0), data);
}

static gboolean
belongs (const DovetailSyncFilter *filter, JsonNode *node)
{
  const char *type = dovetail_data_get_string (node, "entity_type");
  const char *list_id = dovetail_data_get_string (dovetail_data_get (node, "data"), "list_id");

  if (filter->types != NULL && !g_strv_contains ((const char *const *) filter->types, type))
    return FALSE;
  return filter->lists == NULL || !g_str_equal (type, DOVETAIL_ENTITY_TASK) || list_id == NULL
         || g_strv_contains ((const char *const *) filter->lists, list_id);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char *
join (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static char *
expect (Life *life, const DovetailSyncFilter *filter)
{
  g_autofree char *dump = dovetail_server_dump (life->server, FAMILY, NULL);
  g_auto (GStrv) records = g_strsplit (dump, "\n", -1);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; records[i] != NULL && *records[i] != '\0'; i++)
    {
      g_autoptr (JsonNode) node = dovetail_json_parse_object (records[i], -1, NULL);
      char *line = line_of (node);

      if (line != NULL && belongs (filter, node))
        g_ptr_array_add (lines, line);
      else
        g_free (line);
    }
  return join (lines);
}

static gboolean
add_line (DovetailReplica *replica, gpointer lines)
{
  const DovetailRecord *record = replica->current;
  g_autofree char *data = dovetail_json_canonical (record->data, NULL);

  g_ptr_array_add (lines, g_strdup_printf ("%s %s %" G_GINT64_FORMAT " %s", record->entity_type,
                                           record->entity_id, record->version, data));
  return TRUE;
}

static char *
look (Device *device)
{
  static const char *const types[]
      = { DOVETAIL_ENTITY_TASK,  DOVETAIL_ENTITY_LIST,          DOVETAIL_ENTITY_EVENT,
          DOVETAIL_ENTITY_BADGE, DOVETAIL_ENTITY_POINTS_LEDGER, DOVETAIL_ENTITY_USER_STREAK };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    dovetail_store_foreach (device->scratch->store, types[i], add_line, lines, NULL);
  return join (lines);
}

static void
check_devices (Life *life)
{
  for (guint i = 0; i < life->n_devices; i++)
    {
      g_autoptr (DovetailSyncFilter) filter = dovetail_store_get_filter (life->devices[i].scratch->store);
      g_autofree char *expected = expect (life, filter);
      g_autofree char *found = look (&life->devices[i]);
      g_autofree char *both = NULL;

      if (g_str_equal (expected, found))
        continue;
      both = g_strdup_printf ("device %u\n--- server, restricted\n%s\n--- device\n%s", i, expected, found);
      fail (life, "a device differs from the server restricted to its choice", both);
    }
}

/* Nothing that nobody deleted is gone. */
static void
check_server (Life *life)
{
  g_autofree char *dump = dovetail_server_dump (life->server, FAMILY, NULL);
  g_auto (GStrv) records = g_strsplit (dump, "\n", -1);
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; records[i] != NULL && *records[i] != '\0'; i++)
    {
      g_autoptr (JsonNode) node = dovetail_json_parse_object (records[i], -1, NULL);

      if (!dovetail_data_get_boolean (node, "deleted", FALSE))
        g_hash_table_add (there, g_strdup (dovetail_data_get_string (node, "entity_id")));
    }
  g_hash_table_iter_init (&iter, life->made);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (there, id) && !g_hash_table_contains (life->deleted, id))
      fail (life, "lost on the server, and nobody deleted it", id);
  for (guint i = 0; i < life->lists->len; i++)
    if (!g_hash_table_contains (there, g_ptr_array_index (life->lists, i))
        && !g_hash_table_contains (life->deleted, g_ptr_array_index (life->lists, i)))
      fail (life, "a list is lost on the server, and nobody deleted it", g_ptr_array_index (life->lists, i));
}

/* Who wants everything in the end gets everything. */
static void
check_widened (Life *life)
{
  for (guint i = 0; i < life->n_devices; i++)
    {
      g_assert_true (dovetail_store_set_filter (life->devices[i].scratch->store, NULL, NULL, NULL));
      sync_device (&life->devices[i]);
    }
  check_devices (life);
}

static void
run_seed (guint64 seed)
{
  g_autoptr (Life) life = life_new (seed);

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  live (life);
  come_to_rest (life);
  check_devices (life);
  check_server (life);
  check_widened (life);
}

static guint64
number_from_environment (const char *name, guint64 fallback)
{
  const char *text = g_getenv (name);
  guint64 number = fallback;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &number, NULL);
  return number;
}

static void
test_lives (void)
{
  guint64 only = number_from_environment ("DOVETAIL_SIM_SEED", 0);
  guint64 seeds = number_from_environment ("DOVETAIL_SIM_SEEDS", DEFAULT_SEEDS);

  if (only > 0)
    {
      run_seed (only);
      return;
    }
  for (guint64 seed = 1; seed <= seeds; seed++)
    run_seed (seed);
  g_test_message (
      "filters %u, narrowed %u, widened or changed %u, full syncs %u, conflicts %u, lost %u, died %u",
      sometimes.filters, sometimes.narrowed, sometimes.widened, sometimes.full, sometimes.conflicts,
      sometimes.lost, sometimes.crashed);
  if (seeds < 10)
    return;
  g_assert_cmpuint (sometimes.narrowed, >, 0);
  g_assert_cmpuint (sometimes.widened, >, 0);
  g_assert_cmpuint (sometimes.full, >, 0);
  g_assert_cmpuint (sometimes.conflicts, >, 0);
  g_assert_cmpuint (sometimes.lost, >, 0);
  g_assert_cmpuint (sometimes.crashed, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/selective-sync/lives", test_lives);
  return g_test_run ();
}
