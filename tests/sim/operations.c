/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the users of a family do, each act as the app would do it. */

#include "sim/operations.h"

#include "core/uuid.h"
#include "sim/books.h"
#include "sim/edits.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"

#define IMPORT_NAMESPACE "5a1c2e5e-6a43-5f0e-9d43-0c6f5e3b7a11"
/* More deletions would be taken for a mistake by a device that meets them in a full walk. */
#define MOST_DELETIONS 8

/* FALSE: it did nothing, as there is nothing to do it to. */
typedef gboolean (*OperationFunc) (Device *device, GError **error);

static Chance *
work_of (Device *device)
{
  return &device->family->work;
}

static gboolean
collect_id (DovetailReplica *replica, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (replica->current->entity_id));
  return TRUE;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* Some records draw more edits than others, so that devices meet. NULL: there is none. */
static char *
pick (Device *device, const char *entity_type)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  guint among;

  dovetail_store_foreach (device->scratch->store, entity_type, collect_id, ids, NULL);
  g_ptr_array_sort (ids, compare_ids);
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
nest (Device *device, GError **error)
{
  g_autofree char *parent = pick (device, DOVETAIL_ENTITY_TASK);

  return set_on_some (device, "parent_id", chance_hits (work_of (device), 80) ? parent : NULL, error);
}

static gboolean
erase (Device *device, const char *entity_type, GError **error)
{
  g_autofree char *id = NULL;

  if (device->family->n_deleted >= MOST_DELETIONS)
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

static gboolean
resolve (Device *device, GError **error)
{
  static const char *const strategies[] = { DOVETAIL_RESOLUTION_CLIENT_WINS, DOVETAIL_RESOLUTION_SERVER_WINS,
                                            DOVETAIL_RESOLUTION_USER_MERGE, DOVETAIL_RESOLUTION_BOTH };
  g_autoptr (DovetailConflict) conflict = pick_conflict (device, TRUE);
  const char *strategy = strategies[chance_below (work_of (device), G_N_ELEMENTS (strategies))];
  g_autoptr (JsonNode) merged = NULL;

  if (conflict == NULL)
    return FALSE;
  if (g_str_equal (strategy, DOVETAIL_RESOLUTION_USER_MERGE))
    merged = put_together (device, conflict);
  if (g_str_equal (strategy, DOVETAIL_RESOLUTION_BOTH))
    device->family->n_made++;
  family_tell (device->family, "%s answers %s of %s with %s", device->name, conflict->conflict_id,
               conflict->entity_id, strategy);
  return dovetail_store_resolve_conflict (device->scratch->store, conflict->conflict_id, strategy, merged,
                                          error);
}

static gboolean
unresolve (Device *device, GError **error)
{
  g_autoptr (DovetailConflict) conflict = pick_conflict (device, FALSE);

  if (conflict == NULL)
    return FALSE;
  family_tell (device->family, "%s takes back the answer %s to %s of %s", device->name, conflict->resolution,
               conflict->conflict_id, conflict->entity_id);
  /* What the fields hold by now takes the place of theirs. */
  books_give_up (device->family, conflict->sides[DOVETAIL_SIDE_THEIRS]);
  return dovetail_store_unresolve_conflict (device->scratch->store, conflict->conflict_id, error);
}

static gboolean
change_policy (Device *device, GError **error)
{
  const char *policy = dovetail_policy_to_string (chance_below (work_of (device), DOVETAIL_N_POLICIES));

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
};

const char *
operations_name (Operation operation)
{
  return operations[operation].name;
}

static Operation
choose (Family *family)
{
  guint total = 0;
  guint drawn;

  for (guint i = 0; i < N_OPERATIONS; i++)
    total += family->weights[i];
  drawn = chance_below (&family->work, total);
  for (guint i = 0;; i++)
    {
      if (drawn < family->weights[i])
        return i;
      drawn -= family->weights[i];
    }
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

void
operations_perform (Device *device)
{
  Family *family = device->family;
  Operation operation = choose (family);
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

guint
operations_discard_refused (Device *device)
{
  g_autoptr (GHashTable) before = books_look (device);
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refused = dovetail_store_list_outbox (device->scratch->store, TRUE, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < refused->len; i++)
    {
      const DovetailReplica *replica = g_ptr_array_index (refused, i);

      if (g_strcmp0 (replica->pending->error_code, "unknown_record") != 0)
        family_fail (device->family, "the server refuses nothing", "%s of %s: %s %s",
                     replica->current->entity_id, device->name, replica->pending->error_code,
                     replica->pending->error_detail);
      family_tell (device->family, "%s gives up %s", device->name, replica->current->entity_id);
      dovetail_store_discard_pending (device->scratch->store, replica->current->entity_type,
                                      replica->current->entity_id, &error);
      g_assert_no_error (error);
    }
  after = books_look (device);
  books_keep (device->family, before, after);
  device->family->refused += refused->len;
  return refused->len;
}
