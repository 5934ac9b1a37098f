/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of a record when edits made here meet what the server says, as tables. */

#include "sync/reconcile.h"

#include "lib/scratch-store.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define DELETED "deleted"

static DovetailRecord *
make_record (const char *text, gint64 version)
{
  gboolean deleted = g_str_equal (text, DELETED);
  g_autoptr (JsonNode) data = scratch_data (deleted ? "{}" : text);
  g_autofree char *etag = version > 0 ? g_strdup_printf ("\"%d\"", (int) version) : NULL;

  return dovetail_record_new (DOVETAIL_ENTITY_TASK, ID, version, etag, deleted, data, 1000, NULL, NULL);
}

/* base NULL: never uploaded; current NULL: nothing pending. */
static DovetailReplica *
make_replica (const char *base, const char *current)
{
  g_autoptr (DovetailRecord) known = base != NULL ? make_record (base, 1) : NULL;
  g_autoptr (DovetailRecord) edited = current != NULL ? make_record (current, base != NULL ? 1 : 0) : NULL;
  DovetailReplica *replica = dovetail_replica_new (edited != NULL ? edited : known);

  if (edited == NULL)
    return replica;
  replica->base = known != NULL ? dovetail_record_ref (known) : NULL;
  replica->pending = dovetail_pending_new (2000);
  return replica;
}

static void
assert_state (const DovetailRecord *record, const char *expected)
{
  g_autofree char *text = record->deleted ? g_strdup (DELETED) : scratch_text (record->data);

  g_assert_cmpstr (text, ==, expected);
}

typedef struct
{
  const char *name;
  const char *base;     /* NULL: never uploaded */
  const char *current;  /* NULL: nothing pending */
  const char *theirs;   /* what comes down, version 2 */
  const char *expected; /* current afterwards; NULL: forgotten */
  gint64 base_version;  /* of the pending edit afterwards; -1: nothing pends; 0: no base */
  gboolean stashed;     /* theirs kept beside the edit */
} RemoteCase;

static const RemoteCase remote_cases[] = {
  { "nothing pending: theirs is taken", "{'title':'a'}", NULL, "{'title':'b'}", "{'title':'b'}", -1, FALSE },
  { "nothing pending: a tombstone is taken", "{'title':'a'}", NULL, DELETED, DELETED, -1, FALSE },
  { "different fields fit together", "{'title':'a'}", "{'notes':'n','title':'a'}", "{'title':'b'}",
    "{'notes':'n','title':'b'}", 2, FALSE },
  { "a field removed here and another changed there", "{'notes':'n','title':'a'}", "{'title':'a'}",
    "{'notes':'n','title':'b'}", "{'title':'b'}", 2, FALSE },
  { "the same edit on both sides vanishes", "{'title':'a'}", "{'title':'b'}", "{'title':'b'}",
    "{'title':'b'}", -1, FALSE },
  { "part of the edit is there already", "{'title':'a'}", "{'notes':'n','title':'b'}", "{'title':'b'}",
    "{'notes':'n','title':'b'}", 2, FALSE },
  { "the same field differently: the edit keeps its base", "{'title':'a'}", "{'title':'b'}", "{'title':'c'}",
    "{'title':'b'}", 1, TRUE },
  { "an overlap beside a field that fits waits as a whole", "{'title':'a'}", "{'notes':'n','title':'b'}",
    "{'priority':'high','title':'c'}", "{'notes':'n','title':'b'}", 1, TRUE },
  { "sets are left to the server", "{'tags':['a']}", "{'tags':['a','b']}", "{'tags':['a','c']}",
    "{'tags':['a','b']}", 1, TRUE },
  { "an edit meets a delete: it goes up all the same", "{'title':'a'}", "{'title':'b'}", DELETED,
    "{'title':'b'}", 1, TRUE },
  { "a delete meets an edit: it goes up all the same", "{'title':'a'}", DELETED, "{'title':'b'}", DELETED, 1,
    TRUE },
  { "both deleted: nothing is left to send", "{'title':'a'}", DELETED, DELETED, DELETED, -1, FALSE },
  { "both created it alike", NULL, "{'title':'a'}", "{'title':'a'}", "{'title':'a'}", -1, FALSE },
  { "both created it differently: the server decides", NULL, "{'title':'a'}", "{'title':'b'}",
    "{'title':'a'}", 0, TRUE },
  { "created here, and deleted there: the server decides", NULL, "{'title':'a'}", DELETED, "{'title':'a'}", 0,
    TRUE },
  { "restored here, deleted again there", DELETED, "{'title':'a'}", DELETED, "{'title':'a'}", 1, TRUE },
  { "restored on both sides alike", DELETED, "{'title':'a'}", "{'title':'a'}", "{'title':'a'}", -1, FALSE },
};

static void
assert_pending (const DovetailReplica *replica, gint64 base_version, gboolean stashed)
{
  if (base_version < 0)
    {
      g_assert_null (replica->pending);
      g_assert_null (replica->base);
      return;
    }
  g_assert_nonnull (replica->pending);
  g_assert_cmpint (replica->base != NULL ? replica->base->version : 0, ==, base_version);
  g_assert_cmpint (replica->pending->theirs != NULL, ==, stashed);
}

static void
test_remote (gconstpointer data)
{
  const RemoteCase *row = data;
  g_autoptr (DovetailReplica) before = make_replica (row->base, row->current);
  g_autoptr (DovetailRecord) theirs = make_record (row->theirs, 2);
  const DovetailDelta delta
      = { theirs->deleted ? DOVETAIL_OPERATION_DELETE : DOVETAIL_OPERATION_UPDATE, theirs };
  g_autoptr (DovetailReplica) after = dovetail_reconcile_remote (before, &delta);
  g_autoptr (DovetailReplica) again = NULL;

  assert_state (after->current, row->expected);
  assert_pending (after, row->base_version, row->stashed);
  again = dovetail_reconcile_remote (after, &delta);
  assert_state (again->current, row->expected);
  assert_pending (again, row->base_version, row->stashed);
}

static void
test_remote_edges (void)
{
  g_autoptr (DovetailReplica) known = make_replica ("{'title':'new'}", NULL);
  g_autoptr (DovetailReplica) edited = make_replica ("{'title':'a'}", "{'title':'b'}");
  g_autoptr (DovetailRecord) old = make_record ("{'title':'old'}", 1);
  g_autoptr (DovetailRecord) tombstone = make_record (DELETED, 2);
  const DovetailDelta stale = { DOVETAIL_OPERATION_UPDATE, old };
  const DovetailDelta deleted = { DOVETAIL_OPERATION_DELETE, tombstone };
  const DovetailDelta leave = { DOVETAIL_OPERATION_LEAVE, old };
  g_autoptr (DovetailReplica) unchanged = dovetail_reconcile_remote (known, &stale);
  g_autoptr (DovetailReplica) kept = dovetail_reconcile_remote (known, &deleted);
  g_autoptr (DovetailReplica) stays = dovetail_reconcile_remote (edited, &leave);

  g_test_message ("the version that is known already changes nothing");
  g_assert_true (unchanged->current == known->current);
  g_test_message ("a tombstone keeps what was last known, for restoring");
  g_assert_true (kept->current->deleted);
  g_assert_cmpstr (dovetail_data_get_string (kept->current->data, "title"), ==, "new");
  g_test_message ("a tombstone of a record never seen is not kept");
  g_assert_null (dovetail_reconcile_remote (NULL, &deleted));
  g_test_message ("what leaves the synced lists is evicted, unless an edit waits");
  g_assert_null (dovetail_reconcile_remote (known, &leave));
  g_assert_null (dovetail_reconcile_remote (NULL, &leave));
  g_assert_nonnull (stays->pending);
}

/* The server has another history than this device: a backup was restored, or it is another database. */
typedef struct
{
  const char *name;
  const char *base;    /* NULL: never uploaded */
  const char *current; /* NULL: nothing pending */
  const char *theirs;
  gint64 version, time; /* of theirs; ours: 1 and 1000 */
  const char *expected; /* NULL: nothing is kept */
  gint64 base_version;  /* as above */
  gboolean hold;        /* the user decides */
} ForeignCase;

static const ForeignCase foreign_cases[] = {
  { "nothing is here: theirs is taken", NULL, NULL, "{'title':'b'}", 1, 1000, "{'title':'b'}", -1, FALSE },
  { "nothing is here: no tombstone is kept", NULL, NULL, DELETED, 1, 1000, NULL, -1, FALSE },
  { "the same on both sides, older there", "{'title':'a'}", NULL, "{'title':'a'}", 1, 500, "{'title':'a'}",
    -1, FALSE },
  { "deleted on both sides", DELETED, NULL, DELETED, 2, 2000, DELETED, -1, FALSE },
  { "newer by version and time", "{'title':'a'}", NULL, "{'title':'b'}", 2, 2000, "{'title':'b'}", -1,
    FALSE },
  { "newer by version alone", "{'title':'a'}", NULL, "{'title':'b'}", 2, 1000, "{'title':'a'}", -1, TRUE },
  { "newer by time alone", "{'title':'a'}", NULL, "{'title':'b'}", 1, 2000, "{'title':'a'}", -1, TRUE },
  { "deleted there, and newer", "{'title':'a'}", NULL, DELETED, 2, 2000, "{'title':'a'}", -1, TRUE },
  { "deleted here, and newer there", DELETED, NULL, "{'title':'b'}", 2, 2000, DELETED, -1, TRUE },
  { "the edit is there already", "{'title':'a'}", "{'title':'b'}", "{'title':'b'}", 1, 1000, "{'title':'b'}",
    -1, FALSE },
  { "an edit goes on from the same content", "{'title':'a'}", "{'title':'b'}", "{'title':'a'}", 7, 500,
    "{'title':'b'}", 7, FALSE },
  { "an edit, and newer there", "{'title':'a'}", "{'title':'b'}", "{'title':'c'}", 2, 2000, "{'title':'b'}",
    1, TRUE },
  { "a delete, and other content there", "{'title':'a'}", DELETED, "{'title':'c'}", 2, 2000, DELETED, 1,
    TRUE },
  { "made here, and there too", NULL, "{'title':'b'}", "{'title':'c'}", 2, 2000, "{'title':'b'}", 0, FALSE },
};

static void
test_foreign (gconstpointer data)
{
  const ForeignCase *row = data;
  g_autoptr (DovetailReplica) before
      = row->base != NULL || row->current != NULL ? make_replica (row->base, row->current) : NULL;
  g_autoptr (DovetailRecord) theirs = make_record (row->theirs, row->version);
  const DovetailDelta delta
      = { theirs->deleted ? DOVETAIL_OPERATION_DELETE : DOVETAIL_OPERATION_UPDATE, theirs };
  g_autoptr (DovetailReplica) after = NULL;
  gboolean hold = !row->hold;

  theirs->timestamp = row->time;
  after = dovetail_reconcile_foreign (before, &delta, &hold);
  g_assert_cmpint (hold, ==, row->hold);
  if (row->expected == NULL)
    {
      g_assert_null (after);
      return;
    }
  assert_state (after->current, row->expected);
  if (row->base_version < 0)
    g_assert_null (after->pending);
  else
    g_assert_cmpint (after->base != NULL ? after->base->version : 0, ==, row->base_version);
}

/* Points and badges are the server's alone, and of what this version does not know nobody can judge: nothing of
 * them is held, whatever it says. */
static void
check_foreign_of_servers (const char *entity_type)
{
  g_autoptr (JsonNode) data = scratch_data ("{'points':3}");
  g_autoptr (DovetailRecord) mine
      = dovetail_record_new (entity_type, ID, 4, NULL, FALSE, data, 4000, NULL, NULL);
  g_autoptr (DovetailRecord) theirs
      = dovetail_record_new (entity_type, ID, 1, NULL, FALSE, data, 1000, NULL, NULL);
  g_autoptr (DovetailRecord) none
      = dovetail_record_new (entity_type, ID, 1, NULL, TRUE, data, 1000, NULL, NULL);
  g_autoptr (DovetailReplica) before = dovetail_replica_new (mine);
  const DovetailDelta update = { DOVETAIL_OPERATION_UPDATE, theirs };
  const DovetailDelta deletion = { DOVETAIL_OPERATION_DELETE, none };
  gboolean hold = TRUE;
  g_autoptr (DovetailReplica) after = dovetail_reconcile_foreign (before, &update, &hold);

  g_assert_false (hold);
  g_assert_cmpint (after->current->version, ==, 1);
  g_assert_null (dovetail_reconcile_foreign (before, &deletion, &hold));
  g_assert_false (hold);
}

static void
test_foreign_of_servers (void)
{
  check_foreign_of_servers (DOVETAIL_ENTITY_BADGE);
  check_foreign_of_servers ("habit");
}

static void
test_foreign_leave (void)
{
  g_autoptr (DovetailReplica) known = make_replica ("{'title':'a'}", NULL);
  g_autoptr (DovetailReplica) edited = make_replica ("{'title':'a'}", "{'title':'b'}");
  g_autoptr (DovetailRecord) theirs = make_record ("{}", 9);
  const DovetailDelta leave = { DOVETAIL_OPERATION_LEAVE, theirs };
  gboolean hold = TRUE;
  g_autoptr (DovetailReplica) stays = NULL;

  g_assert_null (dovetail_reconcile_foreign (known, &leave, &hold));
  g_assert_false (hold);
  stays = dovetail_reconcile_foreign (edited, &leave, &hold);
  g_assert_false (hold);
  assert_state (stays->current, "{'title':'b'}");
  assert_pending (stays, 1, FALSE);
}

/* The same version twice: only what says something else about it is news. */
static void
test_same_version (void)
{
  static const struct
  {
    const char *name, *known, *etag, *client, *user;
    gint64 time;
    gboolean news;
  } cases[] = {
    { "all the same", "e", "e", "laptop", "anna", 1000, FALSE },
    { "without an etag", "e", NULL, "laptop", "anna", 1000, FALSE },
    { "with an etag, and none was known", NULL, "e", "laptop", "anna", 1000, FALSE },
    { "another etag", "e", "f", "laptop", "anna", 1000, TRUE },
    { "another time", "e", "e", "laptop", "anna", 1001, TRUE },
    { "another device", "e", "e", "phone", "anna", 1000, TRUE },
    { "another author", "e", "e", "laptop", "ben", 1000, TRUE },
    { "no author", "e", "e", "laptop", NULL, 1000, TRUE },
  };
  g_autoptr (JsonNode) data = scratch_data ("{'title':'a'}");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailRecord) mine = dovetail_record_new (DOVETAIL_ENTITY_TASK, ID, 3, cases[i].known,
                                                             FALSE, data, 1000, "anna", "laptop");
      g_autoptr (DovetailReplica) before = dovetail_replica_new (mine);
      g_autoptr (DovetailRecord) theirs
          = dovetail_record_new (DOVETAIL_ENTITY_TASK, ID, 3, cases[i].etag, FALSE, data, cases[i].time,
                                 cases[i].user, cases[i].client);
      const DovetailDelta delta = { DOVETAIL_OPERATION_UPDATE, theirs };
      g_autoptr (DovetailReplica) after = dovetail_reconcile_remote (before, &delta);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (after->current != mine, ==, cases[i].news);
    }
}

typedef struct
{
  const char *name;
  const char *base;
  const char *current;
  gboolean sends;
  DovetailOperation operation;
  const char *data;  /* of the change; NULL: none */
  const char *found; /* base of the change; NULL: none */
  gint64 version;
} FreezeCase;

static const FreezeCase freeze_cases[] = {
  { "a new record goes up whole", NULL, "{'title':'a'}", TRUE, DOVETAIL_OPERATION_CREATE, "{'title':'a'}",
    NULL, 0 },
  { "only changed fields go up, with what they were", "{'notes':'n','title':'a'}",
    "{'notes':'n','title':'b'}", TRUE, DOVETAIL_OPERATION_UPDATE, "{'title':'b'}", "{'title':'a'}", 1 },
  { "a removed field goes up as null", "{'notes':'n','title':'a'}", "{'title':'a'}", TRUE,
    DOVETAIL_OPERATION_UPDATE, "{'notes':null}", "{'notes':'n'}", 1 },
  { "a new field was null before", "{'title':'a'}", "{'notes':'n','title':'a'}", TRUE,
    DOVETAIL_OPERATION_UPDATE, "{'notes':'n'}", "{'notes':null}", 1 },
  { "a delete carries no data", "{'title':'a'}", DELETED, TRUE, DOVETAIL_OPERATION_DELETE, NULL, NULL, 1 },
  { "a restore creates on the tombstone's version", DELETED, "{'title':'a'}", TRUE, DOVETAIL_OPERATION_CREATE,
    "{'title':'a'}", NULL, 1 },
  { "an edit taken back is not sent", "{'title':'a'}", "{'title':'a'}", FALSE, 0, NULL, NULL, 0 },
};

static void
test_freeze (gconstpointer data)
{
  const FreezeCase *row = data;
  g_autoptr (DovetailReplica) before = make_replica (row->base, row->current);
  g_autoptr (DovetailReplica) after = dovetail_reconcile_freeze (before, "m1");
  const DovetailChange *change;
  g_autofree char *sent = NULL;
  g_autofree char *found = NULL;

  if (!row->sends)
    {
      g_assert_null (after->pending);
      return;
    }
  g_assert_cmpint (after->pending->state, ==, DOVETAIL_PENDING_IN_FLIGHT);
  change = after->pending->frozen;
  sent = scratch_text (change->data);
  found = scratch_text (change->base);
  g_assert_cmpint (change->operation, ==, row->operation);
  g_assert_cmpstr (change->mutation_id, ==, "m1");
  g_assert_cmpint (change->version, ==, row->version);
  g_assert_cmpint (change->timestamp, ==, 2000);
  g_assert_cmpstr (sent, ==, row->data != NULL ? row->data : "-");
  g_assert_cmpstr (found, ==, row->found != NULL ? row->found : "-");
}

static void
test_freeze_forgets (void)
{
  g_autoptr (DovetailReplica) before = make_replica (NULL, DELETED);

  g_test_message ("created and deleted before it was ever sent: nothing remains");
  g_assert_null (dovetail_reconcile_freeze (before, "m1"));
}

/* Edited here and deleted there, and then deleted here as well: nothing of the tombstone was left unseen. */
static void
test_freeze_delete_of_deleted (void)
{
  g_autoptr (DovetailReplica) before = make_replica ("{'title':'a'}", DELETED);
  g_autoptr (DovetailReplica) after = NULL;

  before->pending->theirs = make_record (DELETED, 2);
  after = dovetail_reconcile_freeze (before, "m1");
  g_assert_cmpint (after->pending->frozen->operation, ==, DOVETAIL_OPERATION_DELETE);
  g_assert_cmpint (after->pending->frozen->version, ==, 1);
  g_assert_null (after->pending->frozen->base);
}

typedef struct
{
  const char *name;
  const char *base;
  const char *frozen;  /* what went up */
  const char *current; /* as it is when the answer comes; NULL: as frozen */
  DovetailResultStatus status;
  const char *stored; /* what the server has; NULL: as sent */
  const char *expected;
  gint64 base_version; /* -1: nothing pends */
  gboolean stashed;
  gint64 version; /* of the answer; 0: 5 */
} ResultCase;

static const ResultCase result_cases[] = {
  { "applied as sent", "{'title':'a'}", "{'title':'b'}", NULL, DOVETAIL_RESULT_APPLIED, NULL, "{'title':'b'}",
    -1, FALSE },
  { "created as sent", NULL, "{'title':'b'}", NULL, DOVETAIL_RESULT_APPLIED, NULL, "{'title':'b'}", -1,
    FALSE },
  { "deleted as sent", "{'title':'a'}", DELETED, NULL, DOVETAIL_RESULT_APPLIED, NULL, DELETED, -1, FALSE },
  { "merged: the server's record is taken", "{'title':'a'}", "{'title':'b'}", NULL, DOVETAIL_RESULT_MERGED,
    "{'notes':'n','title':'b'}", "{'notes':'n','title':'b'}", -1, FALSE },
  { "conflict: the server's value stands until somebody decides", "{'title':'a'}", "{'title':'b'}", NULL,
    DOVETAIL_RESULT_CONFLICT, "{'title':'c'}", "{'title':'c'}", -1, FALSE },
  { "delete wins: the record goes", "{'title':'a'}", "{'title':'b'}", NULL, DOVETAIL_RESULT_CONFLICT, DELETED,
    DELETED, -1, FALSE },
  { "edited while in flight: the rest waits on the new version", "{'title':'a'}", "{'title':'b'}",
    "{'title':'b2'}", DOVETAIL_RESULT_APPLIED, NULL, "{'title':'b2'}", 5, FALSE },
  { "another field edited while in flight, and merged", "{'title':'a'}", "{'title':'b'}",
    "{'notes':'n','title':'b'}", DOVETAIL_RESULT_MERGED, "{'priority':'low','title':'b'}",
    "{'notes':'n','priority':'low','title':'b'}", 5, FALSE },
  { "the same field edited while in flight, and in conflict", "{'title':'a'}", "{'title':'b'}",
    "{'title':'b2'}", DOVETAIL_RESULT_CONFLICT, "{'title':'c'}", "{'title':'b2'}", 1, TRUE },
  { "deleted while the create was in flight", NULL, "{'title':'b'}", DELETED, DOVETAIL_RESULT_APPLIED, NULL,
    DELETED, 5, FALSE },
  { "deleted while in flight, and merged with what was not seen", "{'title':'a'}", "{'title':'b'}", DELETED,
    DOVETAIL_RESULT_MERGED, "{'notes':'n','title':'b'}", DELETED, 1, TRUE },
  { "deleted while in flight, and deleted there", "{'title':'a'}", "{'title':'b'}", DELETED,
    DOVETAIL_RESULT_CONFLICT, DELETED, DELETED, -1, FALSE },
  { "deleted while a create was in flight, and merged", NULL, "{'title':'b'}", DELETED,
    DOVETAIL_RESULT_MERGED, "{'title':'c'}", DELETED, 5, TRUE },
  { "restored while the delete was in flight", "{'title':'a'}", DELETED, "{'title':'a'}",
    DOVETAIL_RESULT_APPLIED, NULL, "{'title':'a'}", 5, FALSE },
  { "restored while the delete was in flight, and it came too late", "{'title':'a'}", DELETED,
    "{'title':'a'}", DOVETAIL_RESULT_MERGED, "{'title':'c'}", "{'title':'a'}", 1, TRUE },
  { "edited while a create was in flight, and merged", NULL, "{'title':'b'}", "{'title':'b2'}",
    DOVETAIL_RESULT_MERGED, "{'title':'c'}", "{'title':'b2'}", 4, TRUE },
  { "edited while a create was in flight, and the server stored it otherwise", NULL, "{'title':'b'}",
    "{'title':'b2'}", DOVETAIL_RESULT_MERGED, "{'title':'c'}", "{'title':'b2'}", 1, TRUE, 1 },
};

static DovetailChangeResult *
make_result (const ResultCase *row)
{
  DovetailChangeResult *result = dovetail_change_result_alloc ();

  result->mutation_id = g_strdup ("m1");
  result->status = row->status;
  result->version = row->version > 0 ? row->version : 5;
  result->etag = g_strdup ("\"5\"");
  result->deleted = g_strcmp0 (row->stored, DELETED) == 0;
  if (row->stored != NULL && !result->deleted)
    result->data = scratch_data (row->stored);
  return result;
}

static DovetailReplica *
make_in_flight (const ResultCase *row)
{
  g_autoptr (DovetailReplica) waiting = make_replica (row->base, row->frozen);
  DovetailReplica *frozen = dovetail_reconcile_freeze (waiting, "m1");
  DovetailRecord *edited;

  if (row->current == NULL)
    return frozen;
  edited = make_record (row->current, 0);
  dovetail_record_unref (frozen->current);
  frozen->current = edited;
  return frozen;
}

/* The server merged the edit before this one: what this one was made on is no version of the server's. */
static void
test_freeze_on_frozen (void)
{
  static const ResultCase row = { .base = "{'notes':'n','status':'cancelled','title':'a'}",
                                  .frozen = "{'status':'open','title':'a'}",
                                  .current = "{'status':'in_progress','title':'a'}",
                                  .status = DOVETAIL_RESULT_MERGED,
                                  .stored = "{'new':1,'status':'done','title':'a'}" };
  g_autoptr (DovetailReplica) before = make_in_flight (&row);
  g_autoptr (DovetailChangeResult) result = make_result (&row);
  g_autoptr (DovetailReplica) after = dovetail_reconcile_result (before, result);
  g_autoptr (DovetailReplica) second = dovetail_reconcile_freeze (after, "m2");
  const DovetailChange *change = second->pending->frozen;
  g_autofree char *sent = scratch_text (change->data);

  g_assert_cmpint (change->version, ==, 1);
  g_assert_cmpstr (sent, ==, "{'status':'in_progress'}");
  g_test_message ("what the server may hold otherwise goes along, absent fields too");
  g_assert_cmpstr (dovetail_data_get_string (change->base, "status"), ==, "open");
  g_assert_cmpstr (dovetail_data_get_string (change->base, "title"), ==, "a");
  g_assert_true (json_object_get_null_member (json_node_get_object (change->base), "notes"));
  g_assert_true (json_object_get_null_member (json_node_get_object (change->base), "new"));
}

static void
test_result (gconstpointer data)
{
  const ResultCase *row = data;
  g_autoptr (DovetailReplica) before = make_in_flight (row);
  g_autoptr (DovetailChangeResult) result = make_result (row);
  g_autoptr (DovetailReplica) after = dovetail_reconcile_result (before, result);

  assert_state (after->current, row->expected);
  assert_pending (after, row->base_version, row->stashed);
  if (after->pending != NULL)
    {
      g_assert_cmpint (after->pending->state, ==, DOVETAIL_PENDING_WAITING);
      g_assert_null (after->pending->frozen);
      g_assert_cmpint (after->current->version, ==, row->base_version);
    }
}

/* Two devices created it, and one deletes it without having seen what the other wrote. */
static void
test_delete_of_created_twice (void)
{
  const ResultCase row = { .frozen = "{'title':'b'}",
                           .current = DELETED,
                           .status = DOVETAIL_RESULT_MERGED,
                           .stored = "{'notes':'theirs','title':'b'}" };
  g_autoptr (DovetailReplica) before = make_in_flight (&row);
  g_autoptr (DovetailChangeResult) result = make_result (&row);
  g_autoptr (DovetailReplica) after = dovetail_reconcile_result (before, result);
  g_autoptr (DovetailReplica) frozen = dovetail_reconcile_freeze (after, "m2");
  const DovetailChange *change = frozen->pending->frozen;
  g_autofree char *base = scratch_text (change->base);

  g_assert_cmpint (change->operation, ==, DOVETAIL_OPERATION_DELETE);
  g_assert_cmpint (change->version, ==, 5);
  g_assert_cmpstr (base, ==, "{'notes':null}");
}

/* Made here and elsewhere: the walk that begins says anew whether the other one is there. An edit keeps what
 * it knows, for it stands on the server's record. */
static void
test_unheard (void)
{
  g_autoptr (DovetailReplica) made = make_replica (NULL, "{'title':'b'}");
  g_autoptr (DovetailReplica) edited = make_replica ("{'title':'a'}", "{'title':'b'}");
  g_autoptr (DovetailRecord) other = make_record ("{'title':'c'}", 7);
  const DovetailDelta delta = { DOVETAIL_OPERATION_UPDATE, other };
  g_autoptr (DovetailReplica) made_twice = dovetail_reconcile_remote (made, &delta);
  g_autoptr (DovetailReplica) edited_twice = dovetail_reconcile_remote (edited, &delta);
  g_autoptr (DovetailReplica) alone = dovetail_reconcile_unheard (made_twice);
  g_autoptr (DovetailReplica) same = dovetail_reconcile_unheard (edited_twice);

  assert_pending (made_twice, 0, TRUE);
  assert_pending (alone, 0, FALSE);
  assert_state (alone->current, "{'title':'b'}");
  assert_pending (same, 1, TRUE);
}

static void
test_rejected (void)
{
  const ResultCase row
      = { .base = "{'title':'a'}", .frozen = "{'title':'b'}", .status = DOVETAIL_RESULT_REJECTED };
  g_autoptr (DovetailReplica) before = make_in_flight (&row);
  g_autoptr (DovetailChangeResult) result = make_result (&row);
  g_autoptr (DovetailReplica) after = NULL;

  result->error_code = g_strdup ("invalid_field");
  result->error_detail = g_strdup ("title: too long");
  after = dovetail_reconcile_result (before, result);
  g_assert_cmpint (after->pending->state, ==, DOVETAIL_PENDING_QUARANTINED);
  g_assert_cmpstr (after->pending->error_code, ==, "invalid_field");
  assert_state (after->current, "{'title':'b'}");
}

static void
test_stashed (void)
{
  const ResultCase row
      = { .base = "{'title':'a'}", .frozen = "{'title':'b'}", .status = DOVETAIL_RESULT_APPLIED };
  g_autoptr (DovetailReplica) before = make_in_flight (&row);
  g_autoptr (DovetailChangeResult) result = make_result (&row);
  g_autoptr (DovetailRecord) newer = make_record ("{'title':'c'}", 7);
  const DovetailDelta delta = { DOVETAIL_OPERATION_UPDATE, newer };
  g_autoptr (DovetailReplica) waiting = dovetail_reconcile_remote (before, &delta);
  g_autoptr (DovetailReplica) after = dovetail_reconcile_result (waiting, result);

  g_test_message ("the answer was lost, somebody edited on it, and the pull came before the repeated answer");
  assert_state (waiting->current, "{'title':'b'}");
  assert_state (after->current, "{'title':'c'}");
  g_assert_null (after->pending);
  g_assert_cmpint (after->current->version, ==, 7);
}

static void
test_answers (void)
{
  g_autoptr (DovetailReplica) resolved = make_replica ("{'title':'theirs'}", "{'title':'mine'}");
  g_autoptr (DovetailReplica) edited = make_replica ("{'title':'theirs'}", "{'title':'later'}");
  g_autoptr (JsonNode) answer = scratch_data ("{'title':'mine'}");
  g_autoptr (DovetailRecord) taken = make_record ("{'title':'mine'}", 2);
  g_autoptr (DovetailRecord) moved = make_record ("{'title':'other'}", 3);
  g_autoptr (DovetailReplica) settled = dovetail_reconcile_answered (resolved, answer, taken);
  g_autoptr (DovetailReplica) kept = dovetail_reconcile_answered (edited, answer, taken);
  g_autoptr (DovetailReplica) reopened = dovetail_reconcile_reopened (resolved, answer, moved);
  g_autoptr (DovetailReplica) still = dovetail_reconcile_reopened (edited, answer, moved);

  g_test_message ("the server took the answer");
  assert_state (settled->current, "{'title':'mine'}");
  g_assert_null (settled->pending);
  g_test_message ("what was typed after the answer is an edit of it, not another conflict");
  assert_state (kept->current, "{'title':'later'}");
  assert_pending (kept, 2, FALSE);
  g_test_message ("the record moved on: it shows the server's value again");
  assert_state (reopened->current, "{'title':'other'}");
  g_assert_null (reopened->pending);
  g_test_message ("but what was typed after the answer stays");
  assert_state (still->current, "{'title':'later'}");
  assert_pending (still, 1, TRUE);
}

/* The answer meets a record that no longer stands where the conflict was: then it is as if the record had come
 * down by itself. */
typedef struct
{
  const char *name, *base, *current, *record;
  const char *expected;
  gint64 base_version;
  gboolean stashed;
} ElsewhereCase;

static const ElsewhereCase elsewhere_cases[] = {
  { "nothing pends", "{'title':'a'}", NULL, "{'title':'b'}", "{'title':'b'}", -1, FALSE },
  { "created here, never answered", NULL, "{'title':'a'}", "{'title':'b'}", "{'title':'a'}", 0, TRUE },
  { "restored here", DELETED, "{'title':'a'}", "{'title':'b'}", "{'title':'a'}", 1, TRUE },
  { "deleted here", "{'title':'a'}", DELETED, "{'title':'b'}", DELETED, 1, TRUE },
  { "deleted there", "{'title':'a'}", "{'title':'b'}", DELETED, "{'title':'b'}", 1, TRUE },
};

static void
test_elsewhere (gconstpointer data)
{
  const ElsewhereCase *row = data;
  g_autoptr (DovetailReplica) before = make_replica (row->base, row->current);
  g_autoptr (DovetailRecord) record = make_record (row->record, 3);
  g_autoptr (JsonNode) answer = scratch_data ("{'title':'answer'}");
  g_autoptr (DovetailReplica) answered = dovetail_reconcile_answered (before, answer, record);
  g_autoptr (DovetailReplica) reopened = dovetail_reconcile_reopened (before, answer, record);

  assert_state (answered->current, row->expected);
  assert_pending (answered, row->base_version, row->stashed);
  assert_state (reopened->current, row->expected);
  assert_pending (reopened, row->base_version, row->stashed);
}

/* What the server has no more: the edit waits beside a tombstone with what was last known, and a delete is done.
 */
typedef struct
{
  const char *name, *base, *current;
  gboolean in_flight, pends;
  const char *known; /* title of the tombstone */
} GoneCase;

static const GoneCase gone_cases[] = {
  { "edited", "{'title':'a'}", "{'title':'b'}", FALSE, TRUE, "a" },
  { "never uploaded", NULL, "{'title':'b'}", FALSE, TRUE, "b" },
  { "deleted", "{'title':'a'}", DELETED, FALSE, FALSE, "a" },
  { "deleted, and on its way", "{'title':'a'}", DELETED, TRUE, TRUE, "a" },
};

static void
test_gone (gconstpointer data)
{
  const GoneCase *row = data;
  g_autoptr (DovetailReplica) waiting = make_replica (row->base, row->current);
  g_autoptr (DovetailReplica) frozen = dovetail_reconcile_freeze (waiting, "m1");
  g_autoptr (DovetailReplica) after = dovetail_reconcile_gone (row->in_flight ? frozen : waiting);
  const DovetailRecord *tombstone = row->pends ? after->pending->theirs : after->current;

  g_assert_cmpint (after->pending != NULL, ==, row->pends);
  g_assert_true (tombstone->deleted);
  g_assert_cmpstr (dovetail_data_get_string (tombstone->data, "title"), ==, row->known);
  if (row->pends)
    assert_state (after->current, row->current);
}

/* The server has forgotten even the tombstone: what was on its way can go nowhere. */
static void
test_lost (void)
{
  g_autoptr (DovetailReplica) waiting = make_replica ("{'title':'a'}", "{'title':'b'}");
  g_autoptr (DovetailReplica) frozen = dovetail_reconcile_freeze (waiting, "m1");
  g_autoptr (DovetailReplica) after = dovetail_reconcile_lost (frozen);

  g_assert_null (after->pending);
  g_assert_true (after->current->deleted);
  g_assert_cmpstr (dovetail_data_get_string (after->current->data, "title"), ==, "a");
}

#define ADD_CASES(kind)                                                                                      \
  for (gsize i = 0; i < G_N_ELEMENTS (kind##_cases); i++)                                                    \
    {                                                                                                        \
      g_autofree char *path = g_strdup_printf ("/reconcile/" #kind "/%s", kind##_cases[i].name);             \
      g_test_add_data_func (path, &kind##_cases[i], test_##kind);                                            \
    }

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_CASES (remote)
  ADD_CASES (foreign)
  ADD_CASES (freeze)
  ADD_CASES (result)
  ADD_CASES (elsewhere)
  ADD_CASES (gone)
  g_test_add_func ("/reconcile/remote-edges", test_remote_edges);
  g_test_add_func ("/reconcile/foreign-of-servers", test_foreign_of_servers);
  g_test_add_func ("/reconcile/foreign-leave", test_foreign_leave);
  g_test_add_func ("/reconcile/same-version", test_same_version);
  g_test_add_func ("/reconcile/freeze-forgets", test_freeze_forgets);
  g_test_add_func ("/reconcile/freeze-on-frozen", test_freeze_on_frozen);
  g_test_add_func ("/reconcile/freeze-delete-of-deleted", test_freeze_delete_of_deleted);
  g_test_add_func ("/reconcile/result/a delete says what it had of what was created twice",
                   test_delete_of_created_twice);
  g_test_add_func ("/reconcile/unheard", test_unheard);
  g_test_add_func ("/reconcile/rejected", test_rejected);
  g_test_add_func ("/reconcile/stashed", test_stashed);
  g_test_add_func ("/reconcile/answers", test_answers);
  g_test_add_func ("/reconcile/lost", test_lost);
  return g_test_run ();
}
