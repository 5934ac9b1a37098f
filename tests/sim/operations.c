/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the users of a family do, each act as the app would do it. */

#include "sim/operations.h"

#include <string.h>

#include "core/uuid.h"
#include "json/json.h"
#include "sim/books.h"
#include "sim/edits.h"
#include "sim/undoing.h"
#include "sim/upheavals.h"
#include "store/conflicts-private.h"
#include "store/edit.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"
#include "store/statement.h"

#define IMPORT_NAMESPACE "5a1c2e5e-6a43-5f0e-9d43-0c6f5e3b7a11"
/* More deletions would be taken for a mistake by a device that meets them in a full walk, which only broad
 * lives answer. */
#define MOST_DELETIONS 8

/* How many acts of a broad life are rare ones. */
#define RARE_PERCENT 12

/* FALSE: it did nothing, as there is nothing to do it to. */
typedef gboolean (*OperationFunc) (Device *device, GError **error);

static Chance *
work_of (Device *device)
{
  return &device->family->work;
}

/* The record that somebody edited last, so that many devices edit it. */
static char *
pick_hot (Device *device, const char *entity_type)
{
  Family *family = device->family;

  if (!family->broad || !chance_hits (&family->breadth, family->heat) || family->hot == NULL
      || !books_show (device, entity_type, family->hot))
    return NULL;
  return g_strdup (family->hot);
}

/* Some records draw more edits than others, so that devices meet. NULL: there is none. */
static char *
pick (Device *device, const char *entity_type)
{
  g_autoptr (GPtrArray) ids = NULL;
  char *hot = pick_hot (device, entity_type);
  guint among;

  if (hot != NULL)
    return hot;
  ids = books_ids (device, entity_type);
  among = chance_hits (work_of (device), 60) ? MIN (2, ids->len) : ids->len;
  return among > 0 ? g_strdup (g_ptr_array_index (ids, chance_below (work_of (device), among))) : NULL;
}

static gboolean
note (DovetailReplica *replica)
{
  gboolean done = replica != NULL;

  dovetail_replica_free (replica);
  return done;
}

static gboolean
update (Device *device, const char *entity_type, const char *id, JsonNode *patch, GError **error)
{
  g_autofree char *text = json_to_string (patch, FALSE);

  family_tell (device->family, "%s edits %s %s", device->name, id, text);
  g_free (device->family->hot);
  device->family->hot = g_strdup (id);
  return note (dovetail_store_update (device->scratch->store, entity_type, id, patch, error));
}

static gboolean
set (Device *device, const char *id, const char *field, const char *value, GError **error)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) patch = json_node_new (JSON_NODE_OBJECT);

  if (value != NULL)
    json_object_set_string_member (object, field, value);
  else
    json_object_set_null_member (object, field);
  json_node_take_object (patch, object);
  json_node_seal (patch);
  return update (device, DOVETAIL_ENTITY_TASK, id, patch, error);
}

static gboolean
create (Device *device, const char *entity_type, const char *list_id, const char *parent_id, GError **error)
{
  g_autofree char *word = books_new_word (device->family);
  g_autoptr (JsonNode) empty = dovetail_data_empty ();
  const char *name = g_str_equal (entity_type, DOVETAIL_ENTITY_LIST) ? "name" : "title";
  g_autoptr (JsonNode) named = dovetail_data_with_string (empty, name, word);
  g_autoptr (JsonNode) placed = dovetail_data_with_string (named, "list_id", list_id);
  g_autoptr (JsonNode) data = dovetail_data_with_string (placed, "parent_id", parent_id);
  g_autoptr (DovetailReplica) replica
      = dovetail_store_create (device->scratch->store, entity_type, NULL, data, TRUE, error);

  device->family->n_made++;
  family_tell (device->family, "%s creates %s %s %s", device->name, entity_type, word,
               replica != NULL ? replica->current->entity_id : "");
  return replica != NULL;
}

static gboolean
create_task (Device *device, GError **error)
{
  g_autofree char *list = chance_hits (work_of (device), 50) ? pick (device, DOVETAIL_ENTITY_LIST) : NULL;

  return create (device, DOVETAIL_ENTITY_TASK, list, NULL, error);
}

static gboolean
create_subtask (Device *device, GError **error)
{
  g_autofree char *parent = pick (device, DOVETAIL_ENTITY_TASK);

  return parent != NULL && create (device, DOVETAIL_ENTITY_TASK, NULL, parent, error);
}

static gboolean
create_list (Device *device, GError **error)
{
  return create (device, DOVETAIL_ENTITY_LIST, NULL, NULL, error);
}

static gboolean
create_event (Device *device, GError **error)
{
  return create (device, DOVETAIL_ENTITY_EVENT, NULL, NULL, error);
}

static gboolean
edit_some (Device *device, const char *entity_type, GError **error)
{
  g_autofree char *id = pick (device, entity_type);
  g_autoptr (DovetailReplica) shown = NULL;
  g_autoptr (JsonNode) patch = NULL;

  if (id == NULL)
    return FALSE;
  shown = dovetail_store_get_replica (device->scratch->store, entity_type, id, error);
  if (shown == NULL)
    return FALSE;
  patch = edits_random (device->family, shown->current);
  return update (device, entity_type, id, patch, error);
}

static gboolean
edit_task (Device *device, GError **error)
{
  return edit_some (device, DOVETAIL_ENTITY_TASK, error);
}

static gboolean
edit_list (Device *device, GError **error)
{
  return edit_some (device, DOVETAIL_ENTITY_LIST, error);
}

static gboolean
edit_event (Device *device, GError **error)
{
  return edit_some (device, DOVETAIL_ENTITY_EVENT, error);
}

static gboolean
set_on_some (Device *device, const char *field, const char *value, GError **error)
{
  g_autofree char *id = pick (device, DOVETAIL_ENTITY_TASK);

  return id != NULL && set (device, id, field, value, error);
}

static gboolean
finish (Device *device, GError **error)
{
  return set_on_some (device, "status", "done", error);
}

static gboolean
reopen (Device *device, GError **error)
{
  return set_on_some (device, "status", "open", error);
}

static gboolean
move (Device *device, GError **error)
{
  g_autofree char *list = pick (device, DOVETAIL_ENTITY_LIST);

  return set_on_some (device, "list_id", chance_hits (work_of (device), 80) ? list : NULL, error);
}

static gboolean
nest_anywhere (Device *device, GError **error)
{
  g_autofree char *parent = pick (device, DOVETAIL_ENTITY_TASK);

  return set_on_some (device, "parent_id", chance_hits (work_of (device), 80) ? parent : NULL, error);
}

/* Two devices that put tasks beneath each other crosswise make a circle of parents. */
static gboolean
nest_crosswise (Device *device, GError **error)
{
  Family *family = device->family;

  return set (device, family->nested[1], "parent_id", family->nested[0], error);
}

static void
note_nested (Family *family, const char *task, const char *parent)
{
  g_free (family->nested[0]);
  g_free (family->nested[1]);
  family->nested[0] = g_strdup (task);
  family->nested[1] = g_strdup (parent);
}

static gboolean
nest_broadly (Device *device, GError **error)
{
  Family *family = device->family;
  g_autofree char *task = NULL;
  g_autofree char *parent = NULL;

  if (family->nested[0] != NULL && chance_hits (&family->breadth, 60)
      && books_show (device, DOVETAIL_ENTITY_TASK, family->nested[0])
      && books_show (device, DOVETAIL_ENTITY_TASK, family->nested[1]))
    return nest_crosswise (device, error);
  task = pick (device, DOVETAIL_ENTITY_TASK);
  parent = pick (device, DOVETAIL_ENTITY_TASK);
  if (task == NULL || g_str_equal (task, parent))
    return FALSE;
  note_nested (family, task, parent);
  return set (device, task, "parent_id", parent, error);
}

static gboolean
nest (Device *device, GError **error)
{
  if (device->family->broad && chance_hits (&device->family->breadth, 70))
    return nest_broadly (device, error);
  return nest_anywhere (device, error);
}

static gboolean
erase (Device *device, const char *entity_type, GError **error)
{
  g_autofree char *id = NULL;

  if (!device->family->broad && device->family->n_deleted >= MOST_DELETIONS)
    return FALSE;
  id = pick (device, entity_type);
  if (id == NULL)
    return FALSE;
  family_tell (device->family, "%s deletes %s", device->name, id);
  return note (dovetail_store_delete (device->scratch->store, entity_type, id, error));
}

static gboolean
erase_task (Device *device, GError **error)
{
  return erase (device, chance_hits (work_of (device), 90) ? DOVETAIL_ENTITY_TASK : DOVETAIL_ENTITY_EVENT,
                error);
}

static gboolean
erase_list (Device *device, GError **error)
{
  return erase (device, DOVETAIL_ENTITY_LIST, error);
}

static char *
pick_deleted (Device *device)
{
  g_autoptr (GList) ids
      = g_list_sort (g_hash_table_get_keys (device->family->deleted), (GCompareFunc) g_strcmp0);
  guint count = g_list_length (ids);

  return count > 0 ? g_strdup (g_list_nth_data (ids, chance_below (work_of (device), count))) : NULL;
}

static gboolean
restore (Device *device, GError **error)
{
  static const char *const types[] = { DOVETAIL_ENTITY_TASK, DOVETAIL_ENTITY_LIST, DOVETAIL_ENTITY_EVENT };
  g_autofree char *id = pick_deleted (device);

  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (DovetailReplica) known
          = dovetail_store_get_replica (device->scratch->store, types[i], id, NULL);

      if (known == NULL)
        continue;
      family_tell (device->family, "%s restores %s", device->name, id);
      return note (dovetail_store_restore (device->scratch->store, types[i], id, error));
    }
  return FALSE;
}

static DovetailConflict *
pick_conflict (Device *device, gboolean open)
{
  g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (device->scratch->store, open, 0, NULL);

  if (conflicts == NULL || conflicts->len == 0)
    return NULL;
  return dovetail_conflict_ref (
      g_ptr_array_index (conflicts, chance_below (work_of (device), conflicts->len)));
}

/* Each field from one of the sides, or written anew. */
static JsonNode *
put_together (Device *device, DovetailConflict *conflict)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (char **field = conflict->fields; *field != NULL; field++)
    {
      guint choice = chance_below (work_of (device), DOVETAIL_N_SIDES);
      JsonNode *value = dovetail_data_get (conflict->sides[choice], *field);
      g_autofree char *word = NULL;

      if (value == NULL || !JSON_NODE_HOLDS_VALUE (value) || choice != DOVETAIL_SIDE_BASE
          || !(g_str_equal (*field, "title") || g_str_equal (*field, "notes")))
        {
          json_object_set_member (object, *field,
                                  value != NULL ? json_node_ref (value) : json_node_new (JSON_NODE_NULL));
          continue;
        }
      word = books_new_word (device->family);
      json_object_set_string_member (object, *field, word);
    }
  json_node_take_object (node, object);
  json_node_seal (node);
  return node;
}

/* An answer that the server refused stays with its reason until another is given in its place. */
static GPtrArray *
refused_answers (Device *device, const char *conflict_id)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_answer_free);
  g_autoptr (DovetailStatement) statement = dovetail_statement_take (
      device->scratch->store,
      "SELECT mutation_id FROM resolution WHERE conflict_id = ?1 AND error_code IS NOT NULL", NULL);

  dovetail_statement_bind_text (statement, 1, conflict_id);
  while (dovetail_statement_step (statement, NULL) == DOVETAIL_STEP_ROW)
    g_ptr_array_add (answers, dovetail_answer_find_by_mutation (
                                  device->scratch->store, dovetail_statement_get_text (statement, 0), NULL));
  return answers;
}

static void
give_up_answers (Family *family, GPtrArray *answers)
{
  for (guint i = 0; i < answers->len; i++)
    {
      const DovetailAnswer *answer = g_ptr_array_index (answers, i);

      g_autofree char *text = NULL;

      if (answer == NULL || answer->resolution->resolved_data == NULL)
        continue;
      text = dovetail_json_canonical (answer->resolution->resolved_data, NULL);
      books_write (family, text, NULL);
    }
}

static gboolean
resolve (Device *device, GError **error)
{
  static const char *const strategies[] = { DOVETAIL_RESOLUTION_CLIENT_WINS, DOVETAIL_RESOLUTION_SERVER_WINS,
                                            DOVETAIL_RESOLUTION_USER_MERGE, DOVETAIL_RESOLUTION_BOTH };
  g_autoptr (DovetailConflict) conflict = pick_conflict (device, TRUE);
  const char *strategy = strategies[chance_below (work_of (device), G_N_ELEMENTS (strategies))];
  g_autoptr (JsonNode) merged = NULL;
  g_autoptr (GPtrArray) refused = NULL;

  if (conflict == NULL)
    return FALSE;
  if (g_str_equal (strategy, DOVETAIL_RESOLUTION_USER_MERGE))
    merged = put_together (device, conflict);
  if (g_str_equal (strategy, DOVETAIL_RESOLUTION_BOTH))
    device->family->n_made++;
  family_tell (device->family, "%s answers %s of %s with %s", device->name, conflict->conflict_id,
               conflict->entity_id, strategy);
  refused = refused_answers (device, conflict->conflict_id);
  if (!dovetail_store_resolve_conflict (device->scratch->store, conflict->conflict_id, strategy, merged,
                                        error))
    return FALSE;
  give_up_answers (device->family, refused);
  return TRUE;
}

static gboolean
unresolve (Device *device, GError **error)
{
  g_autoptr (DovetailConflict) conflict = pick_conflict (device, FALSE);

  if (conflict == NULL)
    return FALSE;
  family_tell (device->family, "%s takes back the answer %s to %s of %s", device->name, conflict->resolution,
               conflict->conflict_id, conflict->entity_id);
  return dovetail_store_unresolve_conflict (device->scratch->store, conflict->conflict_id, error);
}

static gboolean
change_policy (Device *device, GError **error)
{
  const char *policy = dovetail_policy_to_string (chance_below (work_of (device), DOVETAIL_N_POLICIES));

  if (device->family->broad && chance_hits (&device->family->breadth, 30))
    policy = dovetail_policy_to_string (DOVETAIL_POLICY_OPERATIONAL_TRANSFORM);

  family_tell (device->family, "%s goes by %s", device->name, policy);
  return dovetail_store_set_setting (device->scratch->store, DOVETAIL_SETTING_POLICY, policy, error);
}

/* The same file on any device: the same ids, and now and then a note of one's own. */
static gboolean
import (Device *device, GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);
  guint created = 0;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *title = g_strdup_printf ("entry %u", i);
      g_autofree char *id = dovetail_uuid_new_v5 (IMPORT_NAMESPACE, title);
      g_autofree char *word = chance_hits (work_of (device), 40) ? books_new_word (device->family) : NULL;
      g_autoptr (JsonNode) empty = dovetail_data_empty ();
      g_autoptr (JsonNode) named = dovetail_data_with_string (empty, "title", title);
      g_autoptr (JsonNode) data = dovetail_data_with_string (named, "notes", word);

      g_ptr_array_add (drafts, dovetail_draft_new (DOVETAIL_ENTITY_TASK, id, data));
    }
  family_tell (device->family, "%s imports", device->name);
  device->family->n_made += 3;
  return dovetail_store_import (device->scratch->store, drafts, &created, NULL, error) && created > 0;
}

static gboolean
discard (Device *device, GError **error)
{
  g_autoptr (GPtrArray) pending = dovetail_store_list_pending (device->scratch->store, 0, error);
  const DovetailReplica *replica;

  if (pending == NULL || pending->len == 0)
    return FALSE;
  replica = g_ptr_array_index (pending, chance_below (work_of (device), pending->len));
  family_tell (device->family, "%s discards its edit of %s", device->name, replica->current->entity_id);
  device->family->happened[SOMETIMES_TAKEN_BACK] += replica->pending->state == DOVETAIL_PENDING_IN_FLIGHT;
  return dovetail_store_discard_pending (device->scratch->store, replica->current->entity_type,
                                         replica->current->entity_id, error);
}

static gboolean
retry (Device *device, GError **error)
{
  g_autoptr (GPtrArray) refused = dovetail_store_list_outbox (device->scratch->store, TRUE, 1, error);
  const DovetailReplica *replica;

  if (refused == NULL || refused->len == 0)
    return FALSE;
  replica = g_ptr_array_index (refused, 0);
  family_tell (device->family, "%s tries %s again", device->name, replica->current->entity_id);
  g_hash_table_add (device->family->retried, g_strdup (replica->current->entity_id));
  return dovetail_store_retry_pending (device->scratch->store, replica->current->entity_type,
                                       replica->current->entity_id, error);
}

static gboolean
clean_up (Device *device, GError **error)
{
  gint64 removed = 0;

  dovetail_server_clean_up (device->family->server, 0, &removed, error);
  family_tell (device->family, "the server forgets %d tombstones", (int) removed);
  return removed > 0;
}

static gboolean
jump_clock (Device *device, GError **error)
{
  device->skew += ((gint64) chance_below (work_of (device), 2000) - 1000) * 3600 * 1000;
  family_pass_time (device->family, 1);
  family_tell (device->family, "the clock of %s jumps", device->name);
  return TRUE;
}

static const struct
{
  const char *name;
  OperationFunc perform;
} operations[N_OPERATIONS] = {
  [OPERATION_CREATE] = { "create", create_task },
  [OPERATION_SUBTASK] = { "subtask", create_subtask },
  [OPERATION_CREATE_LIST] = { "create list", create_list },
  [OPERATION_CREATE_EVENT] = { "create event", create_event },
  [OPERATION_EDIT] = { "edit", edit_task },
  [OPERATION_EDIT_LIST] = { "edit list", edit_list },
  [OPERATION_EDIT_EVENT] = { "edit event", edit_event },
  [OPERATION_DONE] = { "done", finish },
  [OPERATION_REOPEN] = { "reopen", reopen },
  [OPERATION_MOVE] = { "move", move },
  [OPERATION_NEST] = { "nest", nest },
  [OPERATION_DELETE] = { "delete", erase_task },
  [OPERATION_DELETE_LIST] = { "delete list", erase_list },
  [OPERATION_RESTORE] = { "restore", restore },
  [OPERATION_RESOLVE] = { "resolve", resolve },
  [OPERATION_UNRESOLVE] = { "unresolve", unresolve },
  [OPERATION_CHANGE_POLICY] = { "policy", change_policy },
  [OPERATION_IMPORT] = { "import", import },
  [OPERATION_DISCARD] = { "discard", discard },
  [OPERATION_RETRY] = { "retry", retry },
  [OPERATION_CLEAN_UP] = { "clean up", clean_up },
  [OPERATION_CLOCK_JUMP] = { "clock jump", jump_clock },
  [OPERATION_DELETE_MANY] = { "delete many", upheavals_delete_many },
  [OPERATION_ANSWER_HELD] = { "answer held", upheavals_answer_held },
  [OPERATION_CHANGE_SERVER] = { "change server", upheavals_change_server },
  [OPERATION_MONTHS_PASS] = { "months pass", upheavals_months_pass },
  [OPERATION_CLOCK_LEAP] = { "clock leap", upheavals_clock_leap },
  [OPERATION_BACK_UP] = { "back up", upheavals_back_up },
  [OPERATION_SET_BACK] = { "set back", upheavals_set_back },
  [OPERATION_SCRIPT] = { "script", upheavals_run_script },
  [OPERATION_CHOOSE_LISTS] = { "choose lists", upheavals_choose_lists },
  [OPERATION_TYPE_POLICY] = { "policy of a type", upheavals_type_policy },
  [OPERATION_UNDO] = { "undo", undoing_undo },
  [OPERATION_REDO] = { "redo", undoing_redo },
};

const char *
operations_name (Operation operation)
{
  return operations[operation].name;
}

static Operation
choose_among (Family *family, Chance *chance, Operation first, Operation end)
{
  guint total = 0;
  guint drawn;

  for (guint i = first; i < end; i++)
    total += family->weights[i];
  drawn = chance_below (chance, total);
  for (guint i = first;; i++)
    {
      if (drawn < family->weights[i])
        return i;
      drawn -= family->weights[i];
    }
}

static Operation
choose (Family *family)
{
  if (family->broad && chance_hits (&family->breadth, RARE_PERCENT))
    return choose_among (family, &family->breadth, OPERATION_CLOCK_JUMP + 1, N_OPERATIONS);
  return choose_among (family, &family->work, 0, OPERATION_CLOCK_JUMP + 1);
}

/* A user's act may be refused in words; nothing else may go wrong. */
static void
check_refusal (Device *device, Operation operation, const GError *error)
{
  if (error == NULL || device->dead || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID)
      || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND)
      || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_BUSY))
    return;
  family_fail (device->family, "an act succeeds or is refused in words", "%s on %s: %s",
               operations[operation].name, device->name, error->message);
}

static void
act (Device *device, Operation operation)
{
  Family *family = device->family;
  g_autoptr (GHashTable) before = books_look (device);
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = operations[operation].perform (device, &error);

  check_refusal (device, operation, error);
  if (error != NULL)
    family_tell (family, "%s: %s", device->name, error->message);
  if (device->dead && device->busy)
    {
      /* It starts again when its pass has unwound; whether the act happened shows then. */
      books_leave_open (family, before);
      return;
    }
  if (device->dead)
    device_revive (device);
  family->done[operation] += done;
  after = books_look (device);
  books_keep (family, before, after);
}

void
operations_perform (Device *device)
{
  act (device, choose (device->family));
}

void
operations_found_library (Device *device, guint count)
{
  for (guint i = 0; i < count; i++)
    act (device, OPERATION_CREATE);
}

/* What an old server refused is tried again, now that there is another. */
static void
settle_refused (Device *device, const DovetailReplica *replica, GError **error)
{
  Family *family = device->family;
  DovetailStore *store = device->scratch->store;
  const char *code = replica->pending->error_code;
  DovetailRecord *record = replica->current;

  if (g_strcmp0 (code, "invalid_field") == 0
      && strstr (replica->pending->error_detail, "of_the_future") != NULL)
    {
      family_tell (family, "%s tries %s again", device->name, record->entity_id);
      g_hash_table_add (family->retried, g_strdup (record->entity_id));
      dovetail_store_retry_pending (store, record->entity_type, record->entity_id, error);
      return;
    }
  if (g_strcmp0 (code, "unknown_record") != 0)
    family_fail (family, "the server refuses nothing", "%s of %s: %s %s", record->entity_id, device->name,
                 code, replica->pending->error_detail);
  family_tell (family, "%s gives up %s", device->name, record->entity_id);
  dovetail_store_discard_pending (store, record->entity_type, record->entity_id, error);
}

guint
operations_settle_refused (Device *device)
{
  g_autoptr (GHashTable) before = books_look (device);
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refused = dovetail_store_list_outbox (device->scratch->store, TRUE, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < refused->len; i++)
    {
      settle_refused (device, g_ptr_array_index (refused, i), &error);
      g_assert_no_error (error);
    }
  after = books_look (device);
  books_keep (device->family, before, after);
  device->family->refused += refused->len;
  return refused->len;
}

void
operations_settle_held (Device *device)
{
  g_autoptr (GHashTable) before = books_look (device);
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GError) error = NULL;

  upheavals_answer_held (device, &error);
  g_assert_no_error (error);
  after = books_look (device);
  books_keep (device->family, before, after);
}
