/* SPDX-License-Identifier: GPL-3.0-or-later */

/* There is no memory for one allocation of SQLite's after the other, once or for a whole request: it is
 * answered as done, or as failed and nothing of it is done, and sent again it is done once. */

#include "lib/probe-memory.h"
#include "world.h"

static struct
{
  guint countdown; /* 0: there is memory */
  gboolean for_good;
  guint refused;
} shortage;

static gboolean
runs_short (gpointer user_data)
{
  if (shortage.countdown == 0 || (shortage.countdown > 1 && --shortage.countdown > 0))
    return FALSE;
  if (!shortage.for_good)
    shortage.countdown = 0;
  shortage.refused++;
  return TRUE;
}

/* Two changes that end in a done task and a conflict. */
static Answer *
push (Device *device, const char *task)
{
  return post (device, device->world, "/sync/push",
               "{'client_id':'%s','policy':'manual_resolution','deltas':["
               "{'mutation_id':'m1','entity_type':'task','entity_id':'%s','operation':'update','version':1,"
               "'data':{'status':'done','title':'M'},'timestamp':'2027-01-15T08:00:00.000Z'},"
               "{'mutation_id':'m2','entity_type':'list','entity_id':'0197a000-0000-7000-8000-000000000901',"
               "'operation':'create','data':{'name':'L'},'timestamp':'2027-01-15T08:00:00.000Z'}]}",
               device->client_id, task);
}

/* Returns whether the memory ran short at all. */
static gboolean
run_short_at (guint turn, gboolean for_good)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (Device) phone = NULL;
  g_autoptr (Answer) made = NULL;
  g_autoptr (Answer) changed = NULL;
  g_autoptr (Answer) answer = NULL;
  g_autoptr (Answer) again = NULL;
  g_autofree char *task = world_new_id (world);

  world_add_user (world, "anna", "Home", "owner");
  phone = device_new (world, "anna", "phone");
  made = push_one (phone, "manual_resolution", "task", task,
                   "'operation':'create','data':{'title':'A','points':5}");
  changed = push_one (phone, "manual_resolution", "task", task,
                      "'operation':'update','version':1,'data':{'title':'T'}");
  assert_at (changed, "results.0.version", "2");
  shortage.countdown = turn;
  shortage.for_good = for_good;
  shortage.refused = 0;
  answer = push (phone, task);
  shortage.countdown = 0;
  g_assert_true (answer->status == 200 || answer->status >= 500);
  again = push (phone, task);
  if (again->status != 200)
    g_test_message ("at %u: %s, then %s", turn, answer->text, again->text);
  g_assert_cmpuint (again->status, ==, 200);
  assert_at (again, "results.0.status", "conflict");
  assert_at (again, "results.0.version", "3");
  assert_at (again, "results.1.status", "applied");
  assert_at (again, "results.1.version", "1");
  return shortage.refused > 0;
}

static void
test_push (gconstpointer data)
{
  gboolean for_good = GPOINTER_TO_INT (data);
  guint turn = 1;

  /* Every one at first, then every seventh: what is prepared comes first. */
  while (run_short_at (turn, for_good))
    turn += turn < 100 ? 1 : 7;
  g_test_message ("%u allocations", turn);
  g_assert_cmpuint (turn, >, 100);
}

int
main (int argc, char **argv)
{
  probe_memory_install (runs_short, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/server/memory/short once", GINT_TO_POINTER (FALSE), test_push);
  g_test_add_data_func ("/server/memory/short for a request", GINT_TO_POINTER (TRUE), test_push);
  return g_test_run ();
}
