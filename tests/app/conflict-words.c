/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happened in a conflict, in one sentence. */
#include "app/conflict-words.h"
#include "json/json.h"

typedef struct
{
  const char   *name;
  const char   *their_user;
  DovetailCause cause;
  const char   *base;
  const char   *mine;   /* NULL: deleted */
  const char   *theirs; /* NULL: deleted */
  const char   *fields;
  const char   *headline;
} Case;

#define RENT "{\"title\":\"Pay rent\"}"
#define RENT_DONE "{\"title\":\"Pay rent\",\"status\":\"done\"}"

static const Case cases[] = {
  { "two people", "anna", DOVETAIL_CAUSE_FIELDS, RENT, RENT, RENT, "due",
    "You and Anna (phone) both changed “Pay rent”" },
  { "one person on two devices", "ben", DOVETAIL_CAUSE_FIELDS, RENT, RENT, RENT, "due",
    "You changed “Pay rent” on this computer and on phone" },
  { "they deleted", "anna", DOVETAIL_CAUSE_DELETE_WINS, RENT, RENT, NULL, "due",
    "Anna (phone) deleted “Pay rent” while you changed it" },
  { "I deleted", "anna", DOVETAIL_CAUSE_DELETE_WINS, RENT, NULL, RENT, "due",
    "You deleted “Pay rent” while Anna (phone) changed it" },
  { "they completed", "anna", DOVETAIL_CAUSE_DONE_WINS, RENT, RENT, RENT_DONE, "status",
    "Anna (phone) completed “Pay rent” while you changed it" },
  { "I completed", "anna", DOVETAIL_CAUSE_FIELDS, RENT, RENT_DONE, RENT, "status",
    "You completed “Pay rent” while Anna (phone) changed it" },
  { "created twice", "anna", DOVETAIL_CAUSE_CREATED_TWICE, NULL, RENT, RENT, "due",
    "You and Anna (phone) both created “Pay rent”" },
};

static JsonNode *
parse (const char *text)
{
  return text != NULL ? dovetail_json_parse_object (text, -1, NULL) : NULL;
}

static DovetailConflict *
make_conflict (const Case *c)
{
  DovetailConflict *conflict = dovetail_conflict_alloc ();

  conflict->conflict_id = g_strdup ("c");
  conflict->entity_type = g_intern_string ("task");
  conflict->cause = c->cause;
  conflict->fields = g_strsplit (c->fields, " ", -1);
  conflict->sides[DOVETAIL_SIDE_BASE] = parse (c->base);
  conflict->sides[DOVETAIL_SIDE_MINE] = parse (c->mine);
  conflict->sides[DOVETAIL_SIDE_THEIRS] = parse (c->theirs);
  conflict->deleted[DOVETAIL_SIDE_MINE] = c->mine == NULL;
  conflict->deleted[DOVETAIL_SIDE_THEIRS] = c->theirs == NULL;
  conflict->mine.client_id = g_strdup ("laptop");
  conflict->mine.user_id = g_strdup ("ben");
  conflict->theirs.client_id = g_strdup ("phone");
  conflict->theirs.device_name = g_strdup ("phone");
  conflict->theirs.user_id = g_strdup (c->their_user);
  conflict->theirs.user_name = g_strdup ("Anna");
  return conflict;
}

static void
test_headline (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (DovetailConflict) conflict = make_conflict (c);
  DovetailConflictReader reader = { (char *) "laptop", (char *) "ben", 0 };
  g_autofree char *headline = dovetail_conflict_headline (&reader, conflict);

  g_assert_cmpstr (headline, ==, c->headline);
}

static void
test_summary (void)
{
  g_autoptr (DovetailConflict) conflict = make_conflict (&cases[0]);
  g_autofree char *both = dovetail_conflict_summary (conflict, 3, 2);
  g_autofree char *one = dovetail_conflict_summary (conflict, 1, 1);
  g_autofree char *alone = dovetail_conflict_summary (conflict, 0, 1);
  g_autofree char *nothing = dovetail_conflict_summary (conflict, 2, 0);

  g_assert_cmpstr (both, ==, "3 fields were fitted together; 2 need you.");
  g_assert_cmpstr (one, ==, "1 field was fitted together; 1 needs you.");
  g_assert_cmpstr (alone, ==, "1 field needs you.");
  g_assert_cmpstr (nothing, ==, "Everything fits together by now; nothing needs you.");
}

/* What those that are alike have in common, and how a closed one ended. */
static void
test_group_and_ending (void)
{
  static const struct
  {
    DovetailCause cause;
    const char *resolution, *group, *ending;
  } rows[] = {
    { DOVETAIL_CAUSE_FIELDS, "last_write_wins", "Both changed: Due", "The newer version was kept" },
    { DOVETAIL_CAUSE_CREATED_TWICE, "client_wins", "Created twice: Due", "Your version was kept" },
    { DOVETAIL_CAUSE_NO_BASE, "server_wins", "Changed long ago: Due", "Their version was kept" },
    { DOVETAIL_CAUSE_LIST_DELETED, "list_deleted", "Both changed: Due",
      "Its list was deleted; it is in the Inbox" },
    { DOVETAIL_CAUSE_OTHER_HISTORY, "server_wins", "Both changed: Due", "The server had a newer version" },
    { DOVETAIL_CAUSE_REFUSED, "server_wins", "Both changed: Due", "The server did not accept your version" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DovetailConflict) conflict = make_conflict (&cases[0]);
      g_autofree char *group = NULL;
      g_autofree char *ending = NULL;

      conflict->cause = rows[i].cause;
      conflict->resolution = g_strdup (rows[i].resolution);
      group = dovetail_conflict_group (conflict);
      ending = dovetail_conflict_resolution (conflict);
      g_assert_cmpstr (group, ==, rows[i].group);
      g_assert_cmpstr (ending, ==, rows[i].ending);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/conflict-words/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_headline);
    }
  g_test_add_func ("/app/conflict-words/what needs you", test_summary);
  g_test_add_func ("/app/conflict-words/what is alike, and how it ended", test_group_and_ending);
  return g_test_run ();
}
