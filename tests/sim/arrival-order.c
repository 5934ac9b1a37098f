/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices edit the same version of a record, and their changes reach the server in every order there is. What
 * comes of it must not depend on that order, except where the table says so and why. */

#include <stdlib.h>

#include "server/world.h"

#include "core/policy.h"
#include "sim/chance.h"

#define DEVICES 3
#define CHOICES 5
#define ROUNDS 12
#define N_ORDERS 6
#define MINUTE_MS (60 * 1000)

/* What may come of edits that overlap. */
typedef enum
{
  SAME,  /* whatever the order */
  LAST,  /* client wins means: who comes last, as every later device is the client then */
  FIRST, /* server wins means: who came first, as the server had that when the others came */
  LINES, /* the same lines, in an order that follows the arrival */
  ASKS /* who came first stands until somebody answers; the others wait in the conflict. Whether what touches
        * fits together may follow from how the differences happen to align */
} Outcome;

static const char *const reasons[] = { "", "client wins: the last to arrive is the client",
                                       "server wins: the first to arrive is the server's",
                                       "three additions at one place stand as they came; none is lost",
                                       "a policy that asks leaves the first until somebody answers" };

typedef struct
{
  const char *name;
  const char *base;                      /* members of the record, beyond its title */
  const char *choices[CHOICES];          /* patches; NULL: the device deletes */
  gboolean first_always;                 /* the first device takes the first choice, whatever the others do */
  Outcome outcomes[DOVETAIL_N_POLICIES]; /* last write, client, server, transform, manual */
} Kind;

#define AS_THE_POLICY_SAYS                                                                                   \
  {                                                                                                          \
    SAME, LAST, FIRST, ASKS, ASKS                                                                            \
  }
#define BUT_TRANSFORMED                                                                                      \
  {                                                                                                          \
    SAME, LAST, FIRST, SAME, ASKS                                                                            \
  }
#define BUT_TRANSFORMED_BY_LINES                                                                             \
  {                                                                                                          \
    SAME, LAST, FIRST, LINES, ASKS                                                                           \
  }
#define ALWAYS_SAME                                                                                          \
  {                                                                                                          \
    SAME, SAME, SAME, SAME, SAME                                                                             \
  }

static const Kind kinds[] = {
  { "a title",
    "'title':'base'",
    { "'title':'one'", "'title':'two'", "'title':'three'", "'title':'four'", "'title':'two'" },
    FALSE,
    AS_THE_POLICY_SAYS },
  { "a priority",
    "'title':'t','priority':'low'",
    { "'priority':'none'", "'priority':'high'", "'priority':null", "'priority':'medium'",
      "'priority':'high'" },
    FALSE,
    AS_THE_POLICY_SAYS },
  { "a due date, with its zone",
    "'title':'t','due':'2027-01-01'",
    { "'due':'2027-03-10'", "'due':null", "'due':'2027-03-10T09:00:00.000Z','due_zone':'Europe/Berlin'",
      "'due':'2027-04-01','due_zone':null", "'due':'2027-03-10T09:00:00.000Z','due_zone':'Asia/Tokyo'" },
    FALSE,
    AS_THE_POLICY_SAYS },
  { "a field of a newer version",
    "'title':'t','novel':'base'",
    { "'novel':1", "'novel':{'a':1}", "'novel':'text'", "'novel':null", "'novel':1" },
    FALSE,
    AS_THE_POLICY_SAYS },
  { "lines added to notes at different places",
    "'title':'t','notes':'alpha\\nbeta\\ngamma\\nzeta\\ndelta\\nepsilon\\n'",
    { "'notes':'new\\nalpha\\nbeta\\ngamma\\nzeta\\ndelta\\nepsilon\\n'",
      "'notes':'alpha\\nbeta\\nmore\\ngamma\\nzeta\\ndelta\\nepsilon\\n'",
      "'notes':'alpha\\nbeta\\ngamma\\nzeta\\ndelta\\nepsilon\\nlast\\n'",
      "'notes':'alpha\\nbeta\\ngamma\\nzeta\\ndelta\\nelse\\nepsilon\\n'",
      "'notes':'alpha\\nbeta\\ngamma\\ndelta\\nepsilon\\n'" },
    FALSE,
    BUT_TRANSFORMED_BY_LINES },
  { "a line of notes removed, and one added beside it",
    "'title':'t','notes':'alpha\\nbeta\\ngamma\\ndelta\\nepsilon\\n'",
    { "'notes':'new\\nalpha\\nbeta\\ngamma\\ndelta\\nepsilon\\n'",
      "'notes':'alpha\\nbeta\\nmore\\ngamma\\ndelta\\nepsilon\\n'",
      "'notes':'alpha\\nbeta\\ngamma\\nepsilon\\n'",
      "'notes':'alpha\\nbeta\\ngamma\\ndelta\\nelse\\nepsilon\\n'",
      "'notes':'alpha\\nbeta\\ngamma\\nepsilon\\n'" },
    FALSE,
    AS_THE_POLICY_SAYS },
  { "lines added to notes at one place",
    "'title':'t','notes':'alpha\\nbeta\\n'",
    { "'notes':'alpha\\none\\nbeta\\n'", "'notes':'alpha\\ntwo\\nbeta\\n'",
      "'notes':'alpha\\nthree\\nbeta\\n'", "'notes':'alpha\\nfour\\nbeta\\n'",
      "'notes':'alpha\\ntwo\\nbeta\\n'" },
    FALSE,
    BUT_TRANSFORMED_BY_LINES },
  { "the same words of notes rewritten",
    "'title':'t','notes':'buy milk today'",
    { "'notes':'buy bread today'", "'notes':'buy cheese today'", "'notes':'sell milk'", "'notes':'nothing'",
      "'notes':'buy bread today'" },
    FALSE,
    AS_THE_POLICY_SAYS },
  { "tags",
    "'title':'t','tags':['a','b','c']",
    { "'tags':['b','c']", "'tags':['a','b','c','d']", "'tags':['a','e']", "'tags':[]",
      "'tags':['c','b','a','f']" },
    FALSE,
    ALWAYS_SAME },
  { "items of a checklist",
    "'title':'t','checklist':[{'id':'1','text':'one','done':false},{'id':'2','text':'two','done':false}]",
    { "'checklist':[{'id':'1','text':'one','done':true},{'id':'2','text':'two','done':false}]",
      "'checklist':[{'id':'1','text':'one','done':false},{'id':'2','text':'two','done':true}]",
      "'checklist':[{'id':'1','text':'one','done':false},{'id':'2','text':'two','done':false},{'id':'3','"
      "text':'three','done':false}]",
      "'checklist':[{'id':'4','text':'four','done':false},{'id':'1','text':'one','done':false},{'id':'2','"
      "text':'two','done':false}]",
      "'checklist':[{'id':'2','text':'two','done':false}]" },
    FALSE,
    AS_THE_POLICY_SAYS },
  { "members of an object",
    "'title':'t','recurrence':{'rrule':'FREQ=DAILY','series_id':'s'}",
    { "'recurrence':{'rrule':'FREQ=DAILY','series_id':'s','a':1}",
      "'recurrence':{'rrule':'FREQ=DAILY','series_id':'s','b':2}",
      "'recurrence':{'rrule':'FREQ=DAILY','series_id':'s','c':3}",
      "'recurrence':{'rrule':'FREQ=WEEKLY','series_id':'s'}",
      "'recurrence':{'rrule':'FREQ=DAILY','series_id':'s','a':1}" },
    FALSE,
    BUT_TRANSFORMED },
  { "a position",
    "'title':'t','position':'m'",
    { "'position':'a'", "'position':'z'", "'position':'n'", "'position':'b'", "'position':'z'" },
    FALSE,
    ALWAYS_SAME },
  { "a list and a parent",
    "'title':'t'",
    { "'list_id':'0197a000-0000-7000-8000-00000000000a'", "'list_id':'0197a000-0000-7000-8000-00000000000b'",
      "'parent_id':'0197a000-0000-7000-8000-00000000000c'",
      "'parent_id':'0197a000-0000-7000-8000-00000000000d'",
      "'list_id':'0197a000-0000-7000-8000-00000000000b'" },
    FALSE,
    ALWAYS_SAME },
  { "a completion and other states",
    "'title':'t','status':'open'",
    { "'status':'done','completed_at':'2027-01-15T07:10:00.000Z'", "'status':'in_progress'",
      "'status':'cancelled'", "'status':'done','completed_at':'2027-01-15T07:20:00.000Z'",
      "'status':'done','completed_at':'2027-01-15T07:05:00.000Z'" },
    TRUE,
    ALWAYS_SAME },
  { "states that are no completion",
    "'title':'t','status':'open'",
    { "'status':'in_progress'", "'status':'cancelled'", "'status':'in_progress'", "'status':'cancelled'",
      "'status':'in_progress'" },
    FALSE,
    AS_THE_POLICY_SAYS },
  { "a deletion and edits",
    "'title':'t'",
    { NULL, "'title':'one'", "'notes':'n'", "'title':'two'", "'status':'done'" },
    TRUE,
    ALWAYS_SAME },
  { "different fields",
    "'title':'t','notes':'n'",
    { "'priority':'high'", "'tags':['x']", "'points':3", "'due':'2027-05-05'", "'assignees':['anna']" },
    FALSE,
    ALWAYS_SAME },
};

static const guint orders[N_ORDERS][DEVICES]
    = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

/* What each device does, and when by its clock. */
typedef struct
{
  const char *patch;
  guint minute;
} Act;

typedef struct
{
  World *world;
  Device *devices[DEVICES];
  Chance chance;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const names[DEVICES] = { "laptop", "phone", "tablet" };

  fixture->world = world_new ();
  fixture->chance.state = 20261120;
  world_add_user (fixture->world, "anna", "Home", "owner");
  for (guint i = 0; i < DEVICES; i++)
    fixture->devices[i] = device_new (fixture->world, "anna", names[i]);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < DEVICES; i++)
    device_free (fixture->devices[i]);
  world_free (fixture->world);
}

/* Equal times among them: then the higher device id is the newer. */
static void
draw_acts (Fixture *fixture, const Kind *kind, Act acts[DEVICES])
{
  for (guint i = 0; i < DEVICES; i++)
    {
      acts[i].patch = kind->choices[chance_below (&fixture->chance, CHOICES)];
      acts[i].minute = 10 + chance_below (&fixture->chance, 4) * 10;
    }
  if (kind->first_always)
    acts[0].patch = kind->choices[0];
}

static void
push_act (Fixture *fixture, Device *device, DovetailPolicy policy, const char *id, const Act *act)
{
  g_autofree char *data = act->patch != NULL ? g_strdup_printf (",'data':{%s}", act->patch) : g_strdup ("");
  g_autoptr (Answer) answer = post (
      device, device->world, "/sync/push",
      "{'client_id':'%s','policy':'%s','deltas':[{'mutation_id':'%s','entity_type':'task','entity_id':"
      "'%s','operation':'%s','version':1%s,'timestamp':'2027-01-15T07:%02u:00.000Z'}]}",
      device->client_id, dovetail_policy_to_string (policy), id, id, act->patch != NULL ? "update" : "delete",
      data, act->minute);

  g_assert_cmpuint (answer->status, ==, 200);
  assert_at (answer, "error_count", "0");
}

static void
append_text (const DovetailLedgerValue *row, gpointer user_data)
{
  g_string_append (user_data, row[0].bytes);
}

static char *
read_record (World *world, const char *id)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  dovetail_ledger_begin (world->ledger, DOVETAIL_LEDGER_DIRECTORY, FALSE, &error);
  g_assert_no_error (error);
  dovetail_ledger_run (
      world->ledger,
      "SELECT CASE deleted WHEN 1 THEN 'deleted' ELSE data END FROM record WHERE entity_id = ?1", append_text,
      text, &error, "s", id);
  g_assert_no_error (error);
  dovetail_ledger_rollback (world->ledger);
  return g_strdup (text->str);
}

static char *
deliver (
    Fixture *fixture, const Kind *kind, DovetailPolicy policy, const Act acts[DEVICES], const guint *order)
{
  g_autofree char *id = world_new_id (fixture->world);
  g_autoptr (Answer) create
      = post (fixture->devices[0], fixture->world, "/sync/push",
              "{'client_id':'%s','deltas':[{'mutation_id':'%s-base','entity_type':'task','entity_id':'%s',"
              "'operation':'create','data':{%s},'timestamp':'2027-01-15T07:00:00.000Z'}]}",
              fixture->devices[0]->client_id, id, id, kind->base);

  assert_at (create, "results.0.status", "applied");
  for (guint i = 0; i < DEVICES; i++)
    push_act (fixture, fixture->devices[order[i]], policy, id, &acts[order[i]]);
  return read_record (fixture->world, id);
}

static void
tell (
    const Kind *kind, DovetailPolicy policy, const Act acts[DEVICES], const guint *order, const char *result)
{
  g_printerr ("%s, %s, arriving as %u %u %u: %s\n", kind->name, dovetail_policy_to_string (policy), order[0],
              order[1], order[2], result);
  for (guint i = 0; i < DEVICES; i++)
    g_printerr ("  %u at %u: %s\n", i, acts[i].minute, acts[i].patch != NULL ? acts[i].patch : "deleted");
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The record's lines, each once, sorted. */
static char *
lines_of (const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\\\"", -1);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  qsort (lines, g_strv_length (lines), sizeof (char *), compare_lines);
  for (guint i = 0; lines[i] != NULL; i++)
    if (i == 0 || !g_str_equal (lines[i], lines[i - 1]))
      g_ptr_array_add (sorted, lines[i]);
  g_ptr_array_add (sorted, NULL);
  return g_strjoinv ("\n", (char **) sorted->pdata);
}

static gboolean
is_allowed (Outcome outcome, const char *one, const char *other)
{
  g_autofree char *lines = lines_of (one);
  g_autofree char *other_lines = lines_of (other);

  return outcome == LINES ? g_str_equal (lines, other_lines) : outcome != SAME;
}

/* TRUE: it depends on the order what comes of these acts. */
static gboolean
depends_on_order (Fixture *fixture, const Kind *kind, DovetailPolicy policy)
{
  g_autofree char *first = NULL;
  Act acts[DEVICES];

  draw_acts (fixture, kind, acts);
  first = deliver (fixture, kind, policy, acts, orders[0]);
  for (guint i = 1; i < N_ORDERS; i++)
    {
      g_autofree char *other = deliver (fixture, kind, policy, acts, orders[i]);

      if (g_str_equal (first, other))
        continue;
      if (!is_allowed (kind->outcomes[policy], first, other))
        {
          tell (kind, policy, acts, orders[0], first);
          tell (kind, policy, acts, orders[i], other);
          g_test_fail ();
        }
      return TRUE;
    }
  return FALSE;
}

static void
test_kind (Fixture *fixture, gconstpointer data)
{
  const Kind *kind = data;

  for (DovetailPolicy policy = 0; policy < DOVETAIL_N_POLICIES; policy++)
    {
      Outcome outcome = kind->outcomes[policy];
      guint differing = 0;

      for (guint round = 0; round < ROUNDS; round++)
        differing += depends_on_order (fixture, kind, policy);
      if (outcome != SAME)
        g_test_message ("%s: %u of %u depend on the order; %s", dovetail_policy_to_string (policy), differing,
                        ROUNDS, reasons[outcome]);
      /* An exception that is none must not be declared. */
      if (outcome != SAME)
        g_assert_cmpuint (differing, >, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/arrival-order/", kinds[i].name, NULL);

      g_test_add (path, Fixture, &kinds[i], set_up, test_kind, tear_down);
    }
  return g_test_run ();
}
