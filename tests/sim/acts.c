/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What users do, until it is done. */

#include "sim/acts.h"

#include "core/schema.h"
#include "store/conflicts.h"
#include "store/edit.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/settings.h"

#define MOST_TRIES 12

typedef struct Act Act;

typedef struct
{
  const char *name;
  gboolean (*perform) (DovetailStore *store, const Act *act, GError **error);
  gboolean (*is_done) (DovetailStore *store, const Act *act); /* asked after a failure */
} ActKind;

struct Act
{
  const ActKind *kind;
  const char *type, *id;
  JsonNode *data;
  const char *word; /* a strategy, a policy */
  guint first, count;
};

const char *
acts_type (guint number)
{
  return number >= 900 ? DOVETAIL_ENTITY_LIST : number >= 800 ? DOVETAIL_ENTITY_EVENT : DOVETAIL_ENTITY_TASK;
}

char *
acts_id (guint number)
{
  return g_strdup_printf ("0197a000-0000-7000-8000-%012u", number);
}

/* The laptop died, or could not save and said why: the user tries again. */
static gboolean
must_try_again (Actor *actor, const Act *act, gboolean done, const GError *error)
{
  Stage *stage = actor->stage;

  if (actor == &stage->laptop && stage_revive (stage))
    return !act->kind->is_done (actor->scratch->store, act);
  if (done)
    return FALSE;
  if (!stage_repair (stage) || !stage_says_why (error->message))
    stage_fail ("a user can act", "%s: %s", act->kind->name, error->message);
  stage->failed++;
  return !act->kind->is_done (actor->scratch->store, act);
}

static void
act_until_done (Actor *actor, const Act *act)
{
  gboolean again = TRUE;

  actor->stage->acts++;
  for (guint tries = 0; again; tries++)
    {
      g_autoptr (GError) error = NULL;
      gboolean done;

      actor->stage->at_work = actor;
      done = act->kind->perform (actor->scratch->store, act, &error);
      actor->stage->at_work = NULL;
      if (tries == MOST_TRIES)
        stage_fail ("a user can act in the end", "%s: %s", act->kind->name, error->message);
      again = must_try_again (actor, act, done, error);
    }
}

static void
act_on_record (Actor *actor, const ActKind *kind, guint number, const char *text, const char *word)
{
  g_autofree char *id = acts_id (number);
  g_autoptr (JsonNode) data = text != NULL ? scratch_data (text) : NULL;
  const Act act = { .kind = kind, .type = acts_type (number), .id = id, .data = data, .word = word };

  act_until_done (actor, &act);
}

static DovetailReplica *
look (DovetailStore *store, const Act *act)
{
  return dovetail_store_get_replica (store, act->type, act->id, NULL);
}

static gboolean
is_there (DovetailStore *store, const Act *act)
{
  g_autoptr (DovetailReplica) replica = look (store, act);

  return replica != NULL && !replica->current->deleted;
}

static gboolean
is_away (DovetailStore *store, const Act *act)
{
  return !is_there (store, act);
}

static gboolean
holds_data (DovetailStore *store, const Act *act)
{
  g_autoptr (DovetailReplica) replica = look (store, act);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (act->data));
  while (replica != NULL && json_object_iter_next (&iter, &name, &value))
    if (!dovetail_value_equal (dovetail_data_get (replica->current->data, name),
                               JSON_NODE_HOLDS_NULL (value) ? NULL : value))
      return FALSE;
  return replica != NULL;
}

static gboolean
has_nothing_refused (DovetailStore *store, const Act *act)
{
  g_autoptr (DovetailReplica) replica = look (store, act);

  return replica == NULL || replica->pending == NULL
         || replica->pending->state != DOVETAIL_PENDING_QUARANTINED;
}

static gboolean
create (DovetailStore *store, const Act *act, GError **error)
{
  g_autoptr (DovetailReplica) replica
      = dovetail_store_create (store, act->type, act->id, act->data, TRUE, error);

  return replica != NULL;
}

static gboolean
update (DovetailStore *store, const Act *act, GError **error)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_update (store, act->type, act->id, act->data, error);

  return replica != NULL;
}

static gboolean
erase (DovetailStore *store, const Act *act, GError **error)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_delete (store, act->type, act->id, error);

  return replica != NULL;
}

static gboolean
restore (DovetailStore *store, const Act *act, GError **error)
{
  g_autoptr (DovetailReplica) replica = dovetail_store_restore (store, act->type, act->id, error);

  return replica != NULL;
}

static gboolean
discard (DovetailStore *store, const Act *act, GError **error)
{
  return dovetail_store_discard_pending (store, act->type, act->id, error);
}

static gboolean
has_nothing_pending (DovetailStore *store, const Act *act)
{
  g_autoptr (DovetailReplica) replica = look (store, act);

  return replica == NULL || replica->pending == NULL;
}

static gboolean
retry (DovetailStore *store, const Act *act, GError **error)
{
  return dovetail_store_retry_pending (store, act->type, act->id, error);
}

void
acts_create (Actor *actor, guint number, const char *text)
{
  static const ActKind kind = { "create", create, is_there };

  act_on_record (actor, &kind, number, text, NULL);
}

void
acts_update (Actor *actor, guint number, const char *text)
{
  static const ActKind kind = { "update", update, holds_data };

  act_on_record (actor, &kind, number, text, NULL);
}

void
acts_delete (Actor *actor, guint number)
{
  static const ActKind kind = { "delete", erase, is_away };

  act_on_record (actor, &kind, number, NULL, NULL);
}

void
acts_restore (Actor *actor, guint number)
{
  static const ActKind kind = { "restore", restore, is_there };

  act_on_record (actor, &kind, number, NULL, NULL);
}

void
acts_discard (Actor *actor, guint number)
{
  static const ActKind kind = { "discard", discard, has_nothing_pending };

  act_on_record (actor, &kind, number, NULL, NULL);
}

void
acts_retry (Actor *actor, guint number)
{
  static const ActKind kind = { "retry", retry, has_nothing_refused };

  act_on_record (actor, &kind, number, NULL, NULL);
}

static DovetailConflict *
find_conflict (DovetailStore *store, const Act *act, gboolean open, GError **error)
{
  g_autoptr (GPtrArray) conflicts = dovetail_store_list_conflicts (store, open, 0, error);

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      DovetailConflict *conflict = g_ptr_array_index (conflicts, i);

      if (g_str_equal (conflict->entity_id, act->id))
        return dovetail_conflict_ref (conflict);
    }
  return NULL;
}

static gboolean
resolve (DovetailStore *store, const Act *act, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (DovetailConflict) conflict = find_conflict (store, act, TRUE, &failure);

  if (failure != NULL)
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
  if (conflict == NULL)
    stage_fail ("the play has a conflict to answer", "%s", act->id);
  return dovetail_store_resolve_conflict (store, conflict->conflict_id, act->word, act->data, error);
}

static gboolean
has_no_open_conflict (DovetailStore *store, const Act *act)
{
  g_autoptr (DovetailConflict) conflict = find_conflict (store, act, TRUE, NULL);

  return conflict == NULL;
}

static gboolean
unresolve (DovetailStore *store, const Act *act, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (DovetailConflict) conflict = find_conflict (store, act, FALSE, &failure);

  if (failure != NULL)
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
  if (conflict == NULL)
    stage_fail ("the play has an answer to take back", "%s", act->id);
  return dovetail_store_unresolve_conflict (store, conflict->conflict_id, error);
}

/* Of an edit that a deletion beat: whether the record is back. */
static gboolean
has_open_conflict (DovetailStore *store, const Act *act)
{
  g_autoptr (DovetailConflict) closed = find_conflict (store, act, FALSE, NULL);

  if (closed != NULL && closed->cause == DOVETAIL_CAUSE_DELETE_WINS)
    return is_there (store, act);
  return !has_no_open_conflict (store, act);
}

void
acts_resolve (Actor *actor, guint number, const char *strategy, const char *merged)
{
  static const ActKind kind = { "resolve", resolve, has_no_open_conflict };

  act_on_record (actor, &kind, number, merged, strategy);
}

void
acts_unresolve (Actor *actor, guint number)
{
  static const ActKind kind = { "unresolve", unresolve, has_open_conflict };

  act_on_record (actor, &kind, number, NULL, NULL);
}

static gboolean
import (DovetailStore *store, const Act *act, GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) dovetail_draft_free);

  for (guint i = 0; i < act->count; i++)
    {
      g_autofree char *id = acts_id (act->first + i);
      g_autofree char *text = g_strdup_printf ("{'title':'imported %u','notes':'from a file'}", i);
      g_autoptr (JsonNode) data = scratch_data (text);

      g_ptr_array_add (drafts, dovetail_draft_new (DOVETAIL_ENTITY_TASK, id, data));
    }
  return dovetail_store_import (store, drafts, NULL, NULL, error);
}

/* What is there already is left alone, so it does no harm to be asked twice. */
static gboolean
never (DovetailStore *store, const Act *act)
{
  return FALSE;
}

void
acts_import (Actor *actor, guint first, guint count)
{
  static const ActKind kind = { "import", import, never };
  const Act act = { .kind = &kind, .first = first, .count = count };

  act_until_done (actor, &act);
}

static gboolean
let_go (DovetailStore *store, const Act *act, GError **error)
{
  return dovetail_store_accept_held (store, error);
}

static gboolean
bring_back (DovetailStore *store, const Act *act, GError **error)
{
  return dovetail_store_restore_held (store, error);
}

static gboolean
holds_nothing (DovetailStore *store, const Act *act)
{
  return dovetail_store_count_held (store) == 0;
}

void
acts_let_held_go (Actor *actor)
{
  static const ActKind kind = { "let go", let_go, holds_nothing };
  const Act act = { .kind = &kind };

  act_until_done (actor, &act);
}

void
acts_restore_held (Actor *actor)
{
  static const ActKind kind = { "restore what is held", bring_back, holds_nothing };
  const Act act = { .kind = &kind };

  act_until_done (actor, &act);
}

static gboolean
set_policy (DovetailStore *store, const Act *act, GError **error)
{
  return dovetail_store_set_setting (store, DOVETAIL_SETTING_POLICY, act->word, error);
}

void
acts_set_policy (Actor *actor, DovetailPolicy policy)
{
  static const ActKind kind = { "choose a policy", set_policy, never };
  const Act act = { .kind = &kind, .word = dovetail_policy_to_string (policy) };

  act_until_done (actor, &act);
}

static gboolean
tidy_up (DovetailStore *store, const Act *act, GError **error)
{
  return dovetail_store_checkpoint (store, error);
}

void
acts_tidy_up (Actor *actor)
{
  static const ActKind kind = { "tidy up", tidy_up, never };
  const Act act = { .kind = &kind };

  act_until_done (actor, &act);
}
