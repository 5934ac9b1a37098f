/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A walk that the server does not let go on as it was planned: whether it begins again, and whether it may
 * still take away what is not listed. */

#include "store/held.h"
#include "store/query.h"
#include "store/settings.h"
#include "sync/one-store.h"

#define KNOWN "0197a000-0000-7000-8000-000000000001"
#define TASK                                                                                                 \
  "{'entity_type':'task','entity_id':'0197a000-0000-7000-8000-000000000002','operation':'update',"           \
  "'data':{'title':'listed'},'version':1}"
#define EXPIRED "{'title':'No','code':'sync_token_expired'}"
#define FOREIGN "{'title':'No','code':'foreign_sync_token'}"
#define INVALID "{'title':'No','code':'invalid_sync_token'}"
#define NO_CONFLICTS "{'conflicts':[],'conflicts_rev':1}"

typedef enum
{
  FAILS, /* and what is planned stays planned */
  SWEEPS,
  KEEPS /* what is not listed is held for the user */
} End;

static const struct
{
  const char *name;
  const char *walk; /* as it stands in the settings */
  guint status;     /* of the first page that is asked for */
  const char *answer;
  End end;
  const char *before; /* what is said of where it stood, once it has begun again; NULL: that is not asked */
} rows[] = {
  { "its place has expired: it begins again", "sweep:w1", 410, EXPIRED, SWEEPS, EXPIRED },
  { "its place has expired, and the server was set back before it began again", "sweep:w1", 410, EXPIRED, KEEPS,
    FOREIGN },
  { "the token it begins with has expired: it begins again", "sweep:", 410, EXPIRED, SWEEPS },
  { "its place is of another history", "sweep:w1", 410, FOREIGN, KEEPS },
  { "its place means nothing to the server", "sweep:w1", 400, INVALID, KEEPS },
  { "its place has expired, in another history", "keep:w1", 410, EXPIRED, KEEPS },
  { "its place is of a third history", "keep:w1", 410, FOREIGN, KEEPS },
  { "it has not begun, and the history is another one now", "sweep:", 410, FOREIGN, KEEPS },
  { "it has not begun, and needs no token, but the server wants another one", "keep:", 410, FOREIGN, FAILS },
  { "the server refuses it", "sweep:w1", 400, "{'title':'No','code':'invalid_request'}", FAILS },
};

static gboolean
is_there (OneStore *one)
{
  g_autoptr (DovetailReplica) replica
      = dovetail_store_get_replica (one->scratch->store, DOVETAIL_ENTITY_TASK, KNOWN, NULL);

  return replica != NULL;
}

static void
script_walk (OneStore *one, End end, const char *before)
{
  if (before != NULL)
    {
      scripted_remote_answer (one->remote, 200, ONE_STORE_PAGE (TASK, "w2", "false"));
      scripted_remote_answer (one->remote, 410, before);
    }
  if (before == NULL || end == KEEPS)
    scripted_remote_answer (one->remote, 200, ONE_STORE_PAGE (TASK, "w2", "false"));
  scripted_remote_answer (one->remote, 200, ONE_STORE_DELTA ("", "", "t3"));
  for (guint i = 0; end == KEEPS && i < 2; i++) /* those that are closed, and those that wait */
    scripted_remote_answer (one->remote, 200, NO_CONFLICTS);
}

static void
test_row (OneStore *one, gconstpointer data)
{
  const guint number = GPOINTER_TO_UINT (data);
  const End end = rows[number].end;
  g_autoptr (DovetailJob) job = NULL;
  g_autofree char *walk = NULL;

  scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, KNOWN, 1, "{'title':'known'}", FALSE);
  dovetail_store_set_setting (one->scratch->store, DOVETAIL_SETTING_WALK, rows[number].walk, NULL);
  scripted_remote_answer (one->remote, rows[number].status, rows[number].answer);
  if (end != FAILS)
    script_walk (one, end, rows[number].before);
  job = one_store_run (one, NULL);
  g_test_message ("%s", job->error_message);
  g_assert_cmpstr (job->state, ==, end == FAILS ? "failed" : "completed");
  g_assert_cmpint (is_there (one), ==, end != SWEEPS);
  g_assert_cmpuint (dovetail_store_count_held (one->scratch->store), ==, end == KEEPS ? 1 : 0);
  walk = dovetail_store_get_setting (one->scratch->store, DOVETAIL_SETTING_WALK);
  g_assert_cmpstr (walk, ==, end == FAILS ? rows[number].walk : NULL);
}

/* Killed between both: what it had listed is not forgotten. */
static void
test_killed (OneStore *one, gconstpointer data)
{
  DovetailStore *store = one->scratch->store;
  g_autoptr (DovetailJob) killed = NULL;
  g_autoptr (DovetailJob) job = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  scratch_put_synced (one->scratch, DOVETAIL_ENTITY_TASK, KNOWN, 1, "{'title':'known'}", FALSE);
  dovetail_store_set_setting (store, DOVETAIL_SETTING_WALK, "sweep:w1", NULL);
  scripted_remote_answer (one->remote, 410, EXPIRED);
  scripted_remote_fail (one->remote, DOVETAIL_ERROR_CRASHED);
  killed = one_store_run (one, NULL);
  before = dovetail_store_get_setting (store, DOVETAIL_SETTING_WALK_BEFORE);
  g_assert_cmpstr (before, ==, "w1");

  script_walk (one, KEEPS, FOREIGN);
  job = one_store_run (one, NULL);
  g_assert_cmpstr (job->state, ==, "completed");
  g_assert_true (is_there (one));
  g_assert_cmpstr (dovetail_data_get_string (scripted_remote_get_body (one->remote, 2), "sync_token"), ==, "t1");
  g_assert_cmpstr (dovetail_data_get_string (scripted_remote_get_body (one->remote, 3), "sync_token"), ==, "w1");
  g_assert_null (dovetail_data_get_string (scripted_remote_get_body (one->remote, 4), "sync_token"));
  after = dovetail_store_get_setting (store, DOVETAIL_SETTING_WALK_BEFORE);
  g_assert_cmpstr (after, ==, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/walk-phase/", rows[i].name, NULL);

      g_test_add (path, OneStore, GUINT_TO_POINTER (i), one_store_set_up, test_row, one_store_tear_down);
    }
  g_test_add ("/walk-phase/killed before it begins again", OneStore, NULL, one_store_set_up, test_killed,
              one_store_tear_down);
  return g_test_run ();
}
