/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must hold of every merge, tried on seeded random records. */

#include "core/merge.h"
#include "json/json.h"

#include "seed.h"

#define ROUNDS 3000

static GRand *random_source;

static gboolean
chance (guint of)
{
  return (guint) g_rand_int_range (random_source, 0, (gint32) of) == 0;
}

static JsonNode *
pick_string (const char *const *choices)
{
  return dovetail_value_string (
      choices[g_rand_int_range (random_source, 0, (gint32) g_strv_length ((char **) choices))]);
}

static JsonNode *
random_set (void)
{
  static const char *const elements[] = { "a", "b", "c", "d", "e" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) strings = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    if (chance (2))
      g_strv_builder_add (builder, elements[i]);
  strings = g_strv_builder_end (builder);

  return dovetail_value_strings ((const char *const *) strings);
}

static JsonNode *
random_checklist (void)
{
  static const char *const ids[] = { "1", "2", "3", "4", "5" };
  static const char *const texts[] = { "milk", "bread", "eggs", NULL };
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  guint first = (guint) g_rand_int_range (random_source, 0, 5);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (chance (2))
      {
        JsonObject *item = json_object_new ();

        json_object_set_string_member (item, "id", ids[(first + i) % 5]);
        json_object_set_member (item, "text", pick_string (texts));
        json_array_add_object_element (array, item);
      }
  json_node_take_array (node, array);
  json_node_seal (node);

  return node;
}

static JsonNode *
random_notes (void)
{
  static const char *const words[]
      = { "one", "two", " ", "\n", "\xc3\xa9t\xc3\xa9", "\xf0\x9f\x98\x80", "three" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gint32 i = g_rand_int_range (random_source, 0, 12); i > 0; i--)
    g_string_append (text, words[g_rand_int_range (random_source, 0, G_N_ELEMENTS (words))]);

  return dovetail_value_string (text->str);
}

static JsonNode *
random_recurrence (void)
{
  static const char *const rules[] = { "FREQ=DAILY", "FREQ=WEEKLY", NULL };
  g_autoptr (JsonObject) object = json_object_new ();

  if (chance (2))
    json_object_set_member (object, "rrule", pick_string (rules));
  if (chance (2))
    json_object_set_member (object, "series_id", pick_string (rules));

  return dovetail_data_take_object (g_steal_pointer (&object));
}

/* A value for the field, or NULL to remove it. */
static JsonNode *
random_value (const char *field)
{
  static const char *const titles[] = { "a", "b", "c", NULL };
  static const char *const statuses[] = { "open", "in_progress", "done", "cancelled", NULL };
  static const char *const times[]
      = { "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z", "2026-01-03", NULL };

  if (chance (5))
    return NULL;
  if (g_str_equal (field, "tags"))
    return random_set ();
  if (g_str_equal (field, "checklist"))
    return random_checklist ();
  if (g_str_equal (field, "notes"))
    return random_notes ();
  if (g_str_equal (field, "recurrence"))
    return random_recurrence ();
  if (g_str_equal (field, "status"))
    return pick_string (statuses);
  if (g_str_has_prefix (field, "due") || g_str_equal (field, "completed_at"))
    return pick_string (times);

  return pick_string (titles);
}

static JsonNode *
random_edit (JsonNode *from, guint one_in)
{
  static const char *const fields[]
      = { "title",    "notes", "status",    "completed_at", "list_id", "position", "due",
          "due_zone", "tags",  "checklist", "recurrence",   "unknown", "stranger" };
  g_autoptr (JsonNode) data = json_node_ref (from);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (chance (one_in))
      {
        g_autoptr (JsonNode) value = random_value (fields[i]);
        JsonNode *edited = dovetail_data_with (data, fields[i], value);

        json_node_unref (data);
        data = edited;
      }

  return g_steal_pointer (&data);
}

typedef struct
{
  DovetailMergeSide sides[DOVETAIL_N_SIDES];
  JsonNode *data[DOVETAIL_N_SIDES];
} Trio;

static void
trio_init (Trio *trio)
{
  g_autoptr (JsonNode) empty = dovetail_data_empty ();

  *trio = (Trio){ 0 };
  trio->data[DOVETAIL_SIDE_BASE] = random_edit (empty, 2);
  trio->data[DOVETAIL_SIDE_MINE] = random_edit (trio->data[DOVETAIL_SIDE_BASE], 4);
  trio->data[DOVETAIL_SIDE_THEIRS] = random_edit (trio->data[DOVETAIL_SIDE_BASE], 4);
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    {
      trio->sides[i].data = trio->data[i];
      trio->sides[i].timestamp = g_rand_int_range (random_source, 0, 3);
      trio->sides[i].client_id = i == DOVETAIL_SIDE_MINE ? "a" : "b";
      trio->sides[i].deleted = i != DOVETAIL_SIDE_BASE && chance (8);
    }
}

static void
trio_clear (Trio *trio)
{
  for (guint i = 0; i < DOVETAIL_N_SIDES; i++)
    json_node_unref (trio->data[i]);
}

static DovetailMerge *
merge_trio (const Trio *trio, DovetailPolicy policy)
{
  return dovetail_merge (dovetail_schema_find ("task"), trio->sides, policy);
}

static Trio
swap_sides (const Trio *trio)
{
  Trio swapped = *trio;

  swapped.sides[DOVETAIL_SIDE_MINE] = trio->sides[DOVETAIL_SIDE_THEIRS];
  swapped.sides[DOVETAIL_SIDE_THEIRS] = trio->sides[DOVETAIL_SIDE_MINE];

  return swapped;
}

static void
assert_same_data (JsonNode *a, JsonNode *b)
{
  g_autofree char *a_text = dovetail_json_canonical (a, NULL);
  g_autofree char *b_text = dovetail_json_canonical (b, NULL);

  g_assert_cmpstr (a_text, ==, b_text);
}

/* Whoever calls itself mine: last write wins gives one result. */
static void
test_last_write_wins_is_symmetric (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      Trio trio, swapped;
      g_autoptr (DovetailMerge) one = NULL;
      g_autoptr (DovetailMerge) other = NULL;

      trio_init (&trio);
      swapped = swap_sides (&trio);
      one = merge_trio (&trio, DOVETAIL_POLICY_LAST_WRITE_WINS);
      other = merge_trio (&swapped, DOVETAIL_POLICY_LAST_WRITE_WINS);
      g_assert_cmpint (one->deleted, ==, other->deleted);
      g_assert_cmpuint (one->n_decided, ==, other->n_decided);
      g_assert_cmpuint (one->n_conflicts, ==, 0);
      if (!one->deleted)
        assert_same_data (one->merged, other->merged);
      trio_clear (&trio);
    }
}

/* Client wins seen from one side is server wins seen from the other. */
static void
test_client_and_server_mirror (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      Trio trio, swapped;
      g_autoptr (DovetailMerge) client = NULL;
      g_autoptr (DovetailMerge) server = NULL;

      trio_init (&trio);
      swapped = swap_sides (&trio);
      client = merge_trio (&trio, DOVETAIL_POLICY_CLIENT_WINS);
      server = merge_trio (&swapped, DOVETAIL_POLICY_SERVER_WINS);
      if (!client->deleted)
        assert_same_data (client->merged, server->merged);
      trio_clear (&trio);
    }
}

/* Where merging finds a way, it finds the same from both sides. */
static void
test_transforming_is_symmetric (void)
{
  guint fitted = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      Trio trio, swapped;
      g_autoptr (DovetailMerge) one = NULL;
      g_autoptr (DovetailMerge) other = NULL;

      trio_init (&trio);
      swapped = swap_sides (&trio);
      one = merge_trio (&trio, DOVETAIL_POLICY_OPERATIONAL_TRANSFORM);
      other = merge_trio (&swapped, DOVETAIL_POLICY_OPERATIONAL_TRANSFORM);
      g_assert_cmpuint (one->n_conflicts, ==, other->n_conflicts);
      if (!one->deleted && one->n_conflicts == 0)
        {
          assert_same_data (one->merged, other->merged);
          fitted++;
        }
      trio_clear (&trio);
    }
  g_assert_cmpuint (fitted, >, ROUNDS / 20);
}

/* A side that did nothing gets exactly what the other did. */
static void
test_idle_side_takes_all (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    for (guint policy = 0; policy < DOVETAIL_N_POLICIES; policy++)
      {
        Trio trio;
        g_autoptr (DovetailMerge) merge = NULL;
        DovetailSide idle = i % 2 == 0 ? DOVETAIL_SIDE_MINE : DOVETAIL_SIDE_THEIRS;
        DovetailSide busy = i % 2 == 0 ? DOVETAIL_SIDE_THEIRS : DOVETAIL_SIDE_MINE;

        trio_init (&trio);
        trio.sides[idle].data = trio.data[DOVETAIL_SIDE_BASE];
        trio.sides[idle].deleted = FALSE;
        merge = merge_trio (&trio, (DovetailPolicy) policy);
        g_assert_cmpuint (merge->n_conflicts + merge->n_decided, ==, 0);
        g_assert_cmpint (merge->deleted, ==, trio.sides[busy].deleted);
        g_assert_false (merge->edit_lost);
        if (!merge->deleted)
          assert_same_data (merge->merged, trio.data[busy]);
        trio_clear (&trio);
      }
}

/* What both agree on is settled under every policy. */
static void
test_agreement_is_settled (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      Trio trio;
      g_autoptr (DovetailMerge) merge = NULL;

      trio_init (&trio);
      trio.sides[DOVETAIL_SIDE_MINE].data = trio.data[DOVETAIL_SIDE_THEIRS];
      trio.sides[DOVETAIL_SIDE_MINE].deleted = trio.sides[DOVETAIL_SIDE_THEIRS].deleted = FALSE;
      merge = merge_trio (&trio, DOVETAIL_POLICY_MANUAL_RESOLUTION);
      g_assert_cmpuint (merge->n_conflicts + merge->n_decided, ==, 0);
      assert_same_data (merge->merged, trio.data[DOVETAIL_SIDE_THEIRS]);
      trio_clear (&trio);
    }
}

/* Merging the result again with either side as mine, based on that side, changes nothing. */
static void
check_stable (const Trio *trio, DovetailMerge *merge, DovetailSide side)
{
  Trio again = *trio;
  g_autoptr (DovetailMerge) second = NULL;

  again.sides[DOVETAIL_SIDE_BASE].data = trio->data[side];
  again.sides[DOVETAIL_SIDE_MINE].data = trio->data[side];
  again.sides[DOVETAIL_SIDE_THEIRS].data = merge->merged;
  second = merge_trio (&again, DOVETAIL_POLICY_MANUAL_RESOLUTION);
  g_assert_cmpuint (second->n_conflicts + second->n_decided, ==, 0);
  assert_same_data (second->merged, merge->merged);
}

static void
test_result_is_stable (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    for (guint policy = 0; policy < DOVETAIL_N_POLICIES; policy++)
      {
        Trio trio;
        g_autoptr (DovetailMerge) merge = NULL;

        trio_init (&trio);
        trio.sides[DOVETAIL_SIDE_MINE].deleted = trio.sides[DOVETAIL_SIDE_THEIRS].deleted = FALSE;
        merge = merge_trio (&trio, (DovetailPolicy) policy);
        check_stable (&trio, merge, DOVETAIL_SIDE_MINE);
        check_stable (&trio, merge, DOVETAIL_SIDE_THEIRS);
        trio_clear (&trio);
      }
}

/* A change that comes a second time, when its own result is what it meets, changes nothing. */
static void
test_twice_is_once (void)
{
  guint fitted = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      Trio trio;
      g_autoptr (DovetailMerge) once = NULL;
      g_autoptr (DovetailMerge) twice = NULL;

      trio_init (&trio);
      trio.sides[DOVETAIL_SIDE_MINE].deleted = trio.sides[DOVETAIL_SIDE_THEIRS].deleted = FALSE;
      once = merge_trio (&trio, DOVETAIL_POLICY_LAST_WRITE_WINS);
      trio.sides[DOVETAIL_SIDE_THEIRS].data = once->merged;
      trio.sides[DOVETAIL_SIDE_THEIRS].timestamp = 9;
      twice = merge_trio (&trio, DOVETAIL_POLICY_LAST_WRITE_WINS);
      if (!once->deleted && once->n_decided == 0)
        {
          assert_same_data (twice->merged, once->merged);
          fitted++;
        }
      trio_clear (&trio);
    }
  g_assert_cmpuint (fitted, >, ROUNDS / 20);
}

/* Every value of the result was on some side, but for what merges below the field. */
static void
test_nothing_is_invented (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      Trio trio;
      g_autoptr (DovetailMerge) merge = NULL;

      trio_init (&trio);
      merge = merge_trio (&trio, DOVETAIL_POLICY_LAST_WRITE_WINS);
      for (guint f = 0; f < merge->fields->len; f++)
        {
          DovetailFieldMerge *field = g_ptr_array_index (merge->fields, f);

          if (!g_str_equal (field->name, "tags"))
            g_assert_true (dovetail_value_equal (field->merged, field->sides[DOVETAIL_SIDE_MINE])
                           || dovetail_value_equal (field->merged, field->sides[DOVETAIL_SIDE_THEIRS]));
        }
      trio_clear (&trio);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  random_source = seeded_random ();

  g_test_add_func ("/core/merge-properties/last-write-wins-is-symmetric", test_last_write_wins_is_symmetric);
  g_test_add_func ("/core/merge-properties/client-and-server-mirror", test_client_and_server_mirror);
  g_test_add_func ("/core/merge-properties/transforming-is-symmetric", test_transforming_is_symmetric);
  g_test_add_func ("/core/merge-properties/idle-side-takes-all", test_idle_side_takes_all);
  g_test_add_func ("/core/merge-properties/agreement-is-settled", test_agreement_is_settled);
  g_test_add_func ("/core/merge-properties/result-is-stable", test_result_is_stable);
  g_test_add_func ("/core/merge-properties/twice-is-once", test_twice_is_once);
  g_test_add_func ("/core/merge-properties/nothing-is-invented", test_nothing_is_invented);

  result = g_test_run ();
  g_rand_free (random_source);

  return result;
}
