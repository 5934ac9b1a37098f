/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two devices and a server in one process. */

#include "sim/world.h"

#include "json/json.h"
#include "server/sqlite-ledger.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/session.h"
#include "wire/conflict.h"

#define FAMILY "sim"

static gint64
now_of_world (gpointer user_data)
{
  return ((World *) user_data)->now;
}

void
world_tell (Device *device, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (g_getenv ("DOVETAIL_SIM_TRACE") == NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%" G_GINT64_FORMAT " %s: %s\n", device->world->now / 1000 % 100000, device->name, text);
}

static void
set_device_clocks (World *world)
{
  for (guint i = 0; i < WORLD_DEVICES; i++)
    if (world->devices[i].scratch != NULL)
      world->devices[i].scratch->now = world->now + world->devices[i].skew;
}

void
world_pass_time (World *world, gint64 milliseconds)
{
  world->now += milliseconds;
  set_device_clocks (world);
}

/* What happens to the request, and what the user does while it is under way. */
static InProcessFate
decide_fate (const DovetailRequest *request, gpointer user_data)
{
  Device *device = user_data;
  World *world = device->world;

  world_pass_time (world, 20 + chance_below (&world->schedule, 400));
  if (!world->faulty)
    return IN_PROCESS_DELIVER;
  if (chance_hits (&world->faults, world->edit_in_flight))
    {
      world->edited_in_flight++;
      world_edit (device);
    }
  if (chance_hits (&world->faults, world->crash))
    {
      world_tell (device, "dies at %s", request->path);
      world->crashed++;
      return chance_hits (&world->faults, 50) ? IN_PROCESS_CRASH_BEFORE : IN_PROCESS_CRASH_AFTER;
    }
  if (chance_hits (&world->faults, world->lose_response))
    {
      world_tell (device, "loses the answer of %s", request->path);
      world->lost++;
      return IN_PROCESS_LOSE_RESPONSE;
    }
  return chance_hits (&world->faults, world->lose_request) ? IN_PROCESS_LOSE_REQUEST : IN_PROCESS_DELIVER;
}

static void
make_server (World *world)
{
  const DovetailServerOptions options = {
    .clock = { now_of_world, world },
    .random = { chance_fill, &world->server_random },
    .default_policy = DOVETAIL_POLICY_LAST_WRITE_WINS,
    .cheap_passwords = TRUE,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailLedger) ledger = dovetail_sqlite_ledger_open (":memory:", &error);

  g_assert_no_error (error);
  world->server = dovetail_server_new (ledger, &options, &error);
  g_assert_no_error (error);
  dovetail_server_add_user (world->server, "anna", FAMILY, "owner", "correct horse", &error);
  g_assert_no_error (error);
}

static void
make_device (World *world, guint index)
{
  static const char *const names[WORLD_DEVICES] = { "laptop", "phone" };
  Device *device = &world->devices[index];
  g_autoptr (GError) error = NULL;

  device->world = world;
  device->name = names[index];
  device->skew = ((gint64) chance_below (&world->work, 240) - 120) * 1000;
  device->scratch = scratch_store_new (index == 0);
  device->scratch->random = (guint32) (world->seed * 2 + index) * 2654435761u + 1;
  set_device_clocks (world);
  device->remote = in_process_remote_new (world->server);
  dovetail_session_login (device->scratch->store, NULL, DOVETAIL_REMOTE (device->remote),
                          "http://localhost:1", "anna", "correct horse", device->name, NULL, &error);
  g_assert_no_error (error);
  dovetail_store_set_setting (device->scratch->store, DOVETAIL_SETTING_POLICY,
                              dovetail_policy_to_string (chance_below (&world->work, DOVETAIL_N_POLICIES)),
                              &error);
  g_assert_no_error (error);
  in_process_remote_hook (device->remote, decide_fate, device);
}

/* A fault that a seed leaves out shows what the others do alone. */
static guint
sometimes (World *world, guint percent)
{
  return chance_hits (&world->faults, 60) ? percent : 0;
}

World *
world_new (guint64 seed)
{
  World *world = g_new0 (World, 1);

  world->seed = seed;
  world->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  world->now = G_GINT64_CONSTANT (1795176000000); /* 2026-11-20T12:00:00Z */
  world->work.state = seed * 4 + 1;
  world->faults.state = seed * 4 + 2;
  world->schedule.state = seed * 4 + 3;
  world->server_random.state = seed * 4 + 4;
  world->lose_request = sometimes (world, 10);
  world->lose_response = sometimes (world, 15);
  world->crash = sometimes (world, 10);
  world->edit_in_flight = sometimes (world, 30);
  make_server (world);
  for (guint i = 0; i < WORLD_DEVICES; i++)
    make_device (world, i);
  world->faulty = TRUE;
  return world;
}

void
world_free (World *world)
{
  for (guint i = 0; i < WORLD_DEVICES; i++)
    {
      g_object_unref (world->devices[i].remote);
      scratch_store_free (world->devices[i].scratch);
    }
  g_object_unref (world->server);
  g_hash_table_unref (world->words);
  g_free (world);
}

static gboolean
collect_id (DovetailReplica *replica, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (replica->current->entity_id));
  return TRUE;
}

/* NULL: there is none. */
static char *
pick (Device *device, const char *entity_type)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  dovetail_store_foreach (device->scratch->store, entity_type, collect_id, ids, &error);
  g_assert_no_error (error);
  if (ids->len == 0)
    return NULL;
  return g_strdup (g_ptr_array_index (ids, chance_below (&device->world->work, ids->len)));
}

/* One word, so that the merge of notes by words takes it whole or not at all, and found again where two were
 * joined. */
static char *
unique_text (Device *device)
{
  return g_strdup_printf ("%s%04u", device->name, ++device->edits);
}

static gboolean
is_in_view (gpointer word, gpointer value, gpointer user_data)
{
  return strstr (user_data, word) != NULL;
}

/* What is in view is given up knowingly; the rest may be lost by nobody. */
static void
give_up_field (World *world, JsonNode *data, const char *field)
{
  JsonNode *value = dovetail_data_get (data, field);
  g_autofree char *text = value != NULL ? dovetail_json_generate (value, NULL) : NULL;

  if (text != NULL)
    g_hash_table_foreach_remove (world->words, is_in_view, text);
}

static void
give_up_all (World *world, JsonNode *data)
{
  static const char *const fields[] = { "title", "notes", "tags" };

  for (gsize i = 0; data != NULL && i < G_N_ELEMENTS (fields); i++)
    give_up_field (world, data, fields[i]);
}

static DovetailReplica *
look_at (Device *device, const char *id)
{
  g_autoptr (GError) error = NULL;
  DovetailReplica *replica
      = dovetail_store_get_replica (device->scratch->store, DOVETAIL_ENTITY_TASK, id, &error);

  g_assert_no_error (error);
  return replica;
}

static void
create (Device *device, const char *entity_type)
{
  g_autofree char *text = unique_text (device);
  g_autofree char *list = pick (device, DOVETAIL_ENTITY_LIST);
  gboolean is_task = g_str_equal (entity_type, DOVETAIL_ENTITY_TASK);
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autoptr (JsonNode) named = dovetail_data_with_string (empty, is_task ? "title" : "name", text);
  g_autoptr (JsonNode) data
      = is_task && list != NULL ? dovetail_data_with_string (named, "list_id", list) : json_node_ref (named);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_create (device->scratch->store, entity_type, NULL, data, TRUE, &error);

  g_assert_no_error (error);
  world_tell (device, "creates %s %s as \"%s\"", entity_type, replica->current->entity_id, text);
  g_hash_table_add (device->world->words, g_strdup (text));
}

/* A choice among few, so that both sides often choose the same. */
static JsonNode *
random_choice (Device *device)
{
  static const char *const choices[][2] = {
    { "status", "done" },  { "status", "open" },    { "status", "in_progress" }, { "priority", "high" },
    { "priority", "low" }, { "due", "2027-03-10" }, { "due", "2027-04-01" },
  };
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  guint choice = chance_below (&device->world->work, G_N_ELEMENTS (choices));

  return dovetail_data_with_string (empty, choices[choice][0], choices[choice][1]);
}

static JsonNode *
write_words (Device *device, const char *id, const char *field)
{
  g_autoptr (DovetailReplica) replica = look_at (device, id);
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autofree char *text = unique_text (device);
  const char *const tags[] = { text, NULL };
  g_autoptr (JsonNode) value
      = g_str_equal (field, "tags") ? dovetail_value_strings (tags) : dovetail_value_string (text);

  give_up_field (device->world, replica->current->data, field);
  g_hash_table_add (device->world->words, g_strdup (text));
  return dovetail_data_with (empty, field, value);
}

static void
update (Device *device, const char *id)
{
  static const char *const fields[] = { "title", "title", "title", "notes", "notes", "tags" };
  guint field = chance_below (&device->world->work, 10);
  g_autoptr (JsonNode) patch
      = field < G_N_ELEMENTS (fields) ? write_words (device, id, fields[field]) : random_choice (device);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_update (device->scratch->store, DOVETAIL_ENTITY_TASK, id, patch, &error);

  g_assert_no_error (error);
  {
    g_autofree char *told = scratch_text (patch);

    world_tell (device, "sets %s to %s", id, told);
  }
}

static void
erase (Device *device, const char *id)
{
  g_autoptr (DovetailReplica) seen = look_at (device, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailReplica) replica
      = dovetail_store_delete (device->scratch->store, DOVETAIL_ENTITY_TASK, id, &error);

  g_assert_no_error (error);
  give_up_all (device->world, seen->current->data);
  world_tell (device, "deletes %s", id);
  if (!chance_hits (&device->world->work, 30))
    return;
  g_clear_pointer (&replica, dovetail_replica_free);
  replica = dovetail_store_restore (device->scratch->store, DOVETAIL_ENTITY_TASK, id, &error);
  if (!g_error_matches (error, DOVETAIL_ERROR,
                        DOVETAIL_ERROR_NOT_FOUND)) /* never uploaded: nothing is left of it */
    g_assert_no_error (error);
}

void
world_edit (Device *device)
{
  Chance *work = &device->world->work;
  g_autofree char *id = pick (device, DOVETAIL_ENTITY_TASK);
  guint what = chance_below (work, 100);

  if (id == NULL || what < 20)
    create (device, DOVETAIL_ENTITY_TASK);
  else if (what < 25)
    create (device, DOVETAIL_ENTITY_LIST);
  else if (what < 33)
    erase (device, id);
  else
    update (device, id);
}

static const DovetailConflict *
pick_conflict (Device *device, gboolean open, GPtrArray **conflicts)
{
  g_autoptr (GError) error = NULL;

  *conflicts = dovetail_store_list_conflicts (device->scratch->store, open, 0, &error);
  g_assert_no_error (error);
  if ((*conflicts)->len == 0)
    return NULL;
  return g_ptr_array_index (*conflicts, chance_below (&device->world->work, (*conflicts)->len));
}

/* The title is there in every conflict, whatever its fields are. */
static JsonNode *
merged_by_user (Device *device)
{
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  g_autofree char *text = unique_text (device);

  return dovetail_data_with_string (empty, "title", text);
}

void
world_resolve (Device *device)
{
  static const char *const strategies[]
      = { DOVETAIL_RESOLUTION_CLIENT_WINS, DOVETAIL_RESOLUTION_SERVER_WINS, DOVETAIL_RESOLUTION_USER_MERGE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (JsonNode) merged = NULL;
  g_autoptr (DovetailReplica) seen = NULL;
  const DovetailConflict *conflict = pick_conflict (device, TRUE, &open);
  guint strategy = chance_below (&device->world->work, G_N_ELEMENTS (strategies));

  if (conflict == NULL)
    return;
  seen = look_at (device, conflict->entity_id);
  merged = strategy == 2 ? merged_by_user (device) : NULL;
  if (dovetail_store_resolve_conflict (device->scratch->store, conflict->conflict_id, strategies[strategy],
                                       merged, &error))
    {
      device->world->resolved++;
      world_tell (device, "answers the conflict of %s with %s", conflict->entity_id, strategies[strategy]);
      give_up_all (device->world, seen->current->data);
      for (guint side = 0; side < DOVETAIL_N_SIDES; side++)
        give_up_all (device->world, conflict->sides[side]);
    }
  else
    g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID); /* the record was deleted meanwhile */
}

void
world_unresolve (Device *device)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) closed = NULL;
  const DovetailConflict *conflict = pick_conflict (device, FALSE, &closed);

  if (conflict == NULL)
    return;
  if (dovetail_store_unresolve_conflict (device->scratch->store, conflict->conflict_id, &error))
    {
      device->world->unresolved++;
      /* What the fields hold by now takes the place of theirs. */
      give_up_all (device->world, conflict->sides[DOVETAIL_SIDE_THEIRS]);
      world_tell (device, "takes back the answer for %s", conflict->entity_id);
    }
  else if (!g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND))
    g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
}

static void
do_not_sleep (gpointer user_data, gint64 milliseconds, GCancellable *cancellable)
{
  Device *device = user_data;

  world_pass_time (device->world, milliseconds);
}

DovetailJob *
world_sync (Device *device)
{
  const DovetailPassOptions options = {
    .store = device->scratch->store,
    .remote = DOVETAIL_REMOTE (device->remote),
    .kind = chance_hits (&device->world->schedule, 5) ? DOVETAIL_SYNC_FULL : DOVETAIL_SYNC_AUTO,
    .sleep = do_not_sleep,
    .user_data = device,
  };
  g_autoptr (GError) error = NULL;
  DovetailJob *job = dovetail_pass_run (&options, NULL, &error);

  g_assert_no_error (error);
  device->world->conflicts += job->conflicts;
  if (g_getenv ("DOVETAIL_SIM_TRACE") != NULL && strlen (g_getenv ("DOVETAIL_SIM_TRACE")) > 8)
    {
      g_autofree char *dump = world_dump_server (device->world);
      g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);

      for (char **line = lines; *line; line++)
        if (strstr (*line, g_getenv ("DOVETAIL_SIM_TRACE")))
          world_tell (device, "server has %s", *line);
    }
  world_tell (device, "synced: %s, %d up, %d down, %d conflicts", job->state, (int) job->pushed,
              (int) job->fetched, (int) job->conflicts);
  if (in_process_remote_crashed (device->remote))
    {
      scratch_store_reopen (device->scratch);
      in_process_remote_revive (device->remote);
    }
  return job;
}

static gboolean
dump_replica (DovetailReplica *replica, gpointer user_data)
{
  DovetailRecord *record = replica->current;
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "entity_type", record->entity_type);
  json_object_set_string_member (object, "entity_id", record->entity_id);
  json_object_set_int_member (object, "version", record->version);
  json_object_set_boolean_member (object, "deleted", record->deleted);
  json_object_set_member (object, "data", json_node_ref (record->data));
  json_node_take_object (node, object);
  g_ptr_array_add (user_data, dovetail_json_canonical (node, NULL));
  return TRUE;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join_sorted (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

char *
world_dump (Device *device)
{
  static const char *const types[]
      = { DOVETAIL_ENTITY_TASK,          DOVETAIL_ENTITY_LIST,        DOVETAIL_ENTITY_EVENT,
          DOVETAIL_ENTITY_POINTS_LEDGER, DOVETAIL_ENTITY_USER_STREAK, DOVETAIL_ENTITY_BADGE };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      dovetail_store_foreach (device->scratch->store, types[i], dump_replica, lines, &error);
      g_assert_no_error (error);
    }
  return join_sorted (lines);
}

char *
world_dump_conflicts (Device *device)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint open = 0; open < 2; open++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) conflicts
          = dovetail_store_list_conflicts (device->scratch->store, open, 0, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < conflicts->len; i++)
        {
          g_autoptr (JsonNode) node = dovetail_conflict_to_json (g_ptr_array_index (conflicts, i));

          g_ptr_array_add (lines, dovetail_json_canonical (node, NULL));
        }
    }
  return join_sorted (lines);
}

char *
world_dump_server (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = dovetail_server_dump (world->server, FAMILY, &error);
  g_auto (GStrv) all = NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_assert_no_error (error);
  all = g_strsplit (text, "\n", -1);
  for (char **line = all; *line != NULL; line++)
    if (**line != '\0' && strstr (*line, "\"deleted\":true") == NULL)
      g_ptr_array_add (lines, g_strdup (*line));
  return join_sorted (lines);
}
