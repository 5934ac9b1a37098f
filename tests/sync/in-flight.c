/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An edit made while the one before it is on its way, against the real server's handlers: whatever the server
 * makes of the first, both sides hold the same in the end. */

#include "sync/two-stores.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define DONE "'completed_at':'2026-11-20T09:00:00.000Z','status':'done'"

/* What happens at each request of the phone that carries a change. */
typedef struct
{
  const char *name;
  const char *at_first;  /* an edit of the phone, while its first change is on its way */
  const char *at_second; /* an edit of the laptop, which syncs, just before the phone's second change arrives */
  const char *expected;
} InFlightCase;

static const InFlightCase cases[] = {
  { "the second alone would be what is there", "{'completed_at':'2026-11-20T09:00:00.000Z'}",
    "{'completed_at':null,'status':'cancelled'}",
    "{'position':'V','status':'cancelled','title':'a'}" },
  { "the second is about another field", "{'notes':'n'}", "{'completed_at':null,'status':'cancelled'}",
    "{'notes':'n','position':'V','status':'cancelled','title':'a'}" },
  { "the second takes the first back", "{'status':'cancelled'}", NULL,
    "{'completed_at':'2026-11-20T09:00:00.000Z','position':'V','status':'done','title':'a'}" },
};

typedef struct
{
  TwoStores two;
  const InFlightCase *row;
  guint changes;     /* of the phone, so far */
  gboolean elsewhere; /* the laptop is at it */
} Fixture;

static InProcessFate
act_meanwhile (const DovetailRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;
  gboolean carries_change = request->body != NULL && g_str_has_suffix (request->path, "/sync/delta");

  if (fixture->elsewhere || !carries_change)
    return IN_PROCESS_DELIVER;
  fixture->changes++;
  if (fixture->changes == 1)
    scratch_update (fixture->two.phone, "task", ID, fixture->row->at_first);
  if (fixture->changes == 2 && fixture->row->at_second != NULL)
    {
      fixture->elsewhere = TRUE;
      scratch_update (fixture->two.laptop, "task", ID, fixture->row->at_second);
      two_stores_sync (&fixture->two, fixture->two.laptop);
      fixture->elsewhere = FALSE;
    }
  return IN_PROCESS_DELIVER;
}

static char *
shown_by (ScratchStore *scratch)
{
  g_autoptr (DovetailReplica) replica = scratch_get (scratch, "task", ID);

  g_assert_null (replica->pending);
  return scratch_text (replica->current->data);
}

/* The laptop completes the task, which the phone, not knowing of it, opens again. */
static void
test_in_flight (gconstpointer data)
{
  Fixture fixture = { .row = data };
  TwoStores *two = &fixture.two;
  g_autofree char *phone = NULL;
  g_autofree char *laptop = NULL;

  two_stores_set_up (two, NULL);
  scratch_create (two->laptop, "task", ID, "{'title':'a','status':'cancelled'}");
  two_stores_sync (two, two->laptop);
  two_stores_sync (two, two->phone);
  scratch_update (two->laptop, "task", ID, "{" DONE "}");
  two_stores_sync (two, two->laptop);
  scratch_update (two->phone, "task", ID, "{'status':'open'}");

  in_process_remote_hook (two->remote, act_meanwhile, &fixture);
  two_stores_sync (two, two->phone);
  in_process_remote_hook (two->remote, NULL, NULL);
  two_stores_sync (two, two->phone);
  two_stores_sync (two, two->laptop);
  phone = shown_by (two->phone);
  laptop = shown_by (two->laptop);
  g_assert_cmpstr (phone, ==, laptop);
  g_assert_cmpstr (phone, ==, fixture.row->expected);
  two_stores_tear_down (two, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/in-flight/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_in_flight);
    }
  return g_test_run ();
}
