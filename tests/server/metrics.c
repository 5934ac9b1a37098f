/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /sync/metrics: what is counted, for whom, as JSON and for Prometheus. */

#include <string.h>

#include "server/metrics.h"
#include "world.h"

typedef struct
{
  World *world;
  Device *phone;    /* anna's, who owns */
  Device *tablet;   /* ben's, a member */
  Device *stranger; /* olga's, of another family */
  char *task;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  world_add_user (f->world, "ben", "Home", "member");
  world_add_user (f->world, "olga", "Away", "owner");
  f->phone = device_new (f->world, "anna", "phone");
  f->tablet = device_new (f->world, "ben", "ben\\\"s\\\\tablet"); /* as in JSON */
  f->stranger = device_new (f->world, "olga", "laptop");
  f->task = world_new_id (f->world);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->task);
  device_free (f->phone);
  device_free (f->tablet);
  device_free (f->stranger);
  world_free (f->world);
}

/* A create, a conflict and a refused type in three pushes, a pull, an exchange and a refused one. */
static void
work (Fixture *f)
{
  g_autoptr (Answer) create = push_one (f->phone, "manual_resolution", "task", f->task,
                                        "'operation':'create','data':{'title':'Milk'}");
  g_autoptr (Answer) clash = push_one (f->phone, "manual_resolution", "task", f->task,
                                       "'operation':'create','data':{'title':'Bread'}");
  g_autoptr (Answer) badge
      = push_one (f->phone, "client_wins", "badge", f->task, "'operation':'create','data':{'code':'x'}");
  g_autoptr (Answer) pull = post (f->phone, f->world, "/sync/pull", "{'client_id':'phone'}");
  g_autoptr (Answer) exchange
      = post (f->phone, f->world, "/sync/delta", "{'device_id':'phone','changes':[]}");
  g_autoptr (Answer) refused = post (f->phone, f->world, "/sync/delta", "{'device_id':'phone'}");

  assert_at (clash, "results.0.status", "conflict");
  g_assert_cmpuint (refused->status, ==, 400);
}

static void
test_counts (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) metrics = NULL;

  work (f);
  metrics = get (f->phone, "/sync/metrics", NULL);

  g_assert_cmpuint (metrics->status, ==, 200);
  assert_at (metrics, "requests", "6");
  assert_at (metrics, "pushes", "3");
  assert_at (metrics, "pulls", "1");
  assert_at (metrics, "syncs", "2");
  assert_at (metrics, "errors", "1");
  assert_at (metrics, "changes_applied", "1");
  assert_at (metrics, "conflicts", "1");
  assert_at (metrics, "changes_rejected", "1");
  assert_at (metrics, "by_policy.manual_resolution.changes_applied", "1");
  assert_at (metrics, "by_policy.manual_resolution.conflict_rate", "0.5");
  assert_at (metrics, "by_policy.client_wins.changes_rejected", "1");
  assert_at (metrics, "by_device.phone.pushes", "3");
  g_assert_cmpint (int_at (metrics, "bytes_in"), >, 500);
  g_assert_cmpint (int_at (metrics, "bytes_out"), >, 500);
}

static void
test_batches (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) pulls = post (f->phone, f->world, "/sync/batch/pull",
                                   "{'client_id':'phone','pulls':[{'name':'a'},{'name':'b'}]}");
  g_autoptr (Answer) metrics = get (f->phone, "/sync/metrics", NULL);

  assert_at (metrics, "requests", "1");
  assert_at (metrics, "pulls", "2");
}

/* Administrators see their family, members their own devices, nobody another family. */
static void
test_visibility (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) member = NULL;
  g_autoptr (Answer) owner = NULL;
  g_autoptr (Answer) stranger = NULL;
  g_autoptr (Answer) nobody = NULL;

  work (f);
  member = get (f->tablet, "/sync/metrics", NULL);
  owner = get (f->phone, "/sync/metrics", NULL);
  stranger = get (f->stranger, "/sync/metrics", NULL);
  nobody = send_raw (f->world, "GET", "/sync/metrics", NULL, NULL, NULL, -1);

  assert_at (member, "pushes", "0");
  assert_at (member, "by_device.phone", "-");
  assert_at (owner, "pushes", "3");
  assert_at (owner, "requests", "7");
  assert_at (stranger, "requests", "0");
  assert_at (stranger, "by_device", "{}");
  g_assert_cmpuint (nobody->status, ==, 401);
}

static void
assert_line (const char *text, const char *line)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (!g_strv_contains ((const char *const *) lines, line))
    g_test_message ("%s", text);
  g_assert_true (g_strv_contains ((const char *const *) lines, line));
}

static void
test_prometheus (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) pull = NULL;
  g_autoptr (Answer) metrics = NULL;
  g_auto (GStrv) lines = NULL;

  work (f);
  pull = post (f->tablet, f->world, "/sync/pull", "{}");
  f->world->accept = "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  metrics = get (f->phone, "/sync/metrics", NULL);

  g_assert_cmpstr (metrics->content_type, ==, "text/plain; version=0.0.4; charset=utf-8");
  assert_line (metrics->text, "# TYPE dovetail_pushes_total counter");
  assert_line (metrics->text, "dovetail_pushes_total{device=\"phone\"} 3");
  assert_line (metrics->text, "dovetail_errors_total{device=\"ben\\\"s\\\\tablet\"} 1");
  assert_line (metrics->text, "dovetail_changes_total{policy=\"manual_resolution\",outcome=\"conflict\"} 1");
  assert_line (metrics->text, "dovetail_request_duration_seconds_bucket{le=\"+Inf\"} 7");
  assert_line (metrics->text, "dovetail_request_duration_seconds_count 7");
  lines = g_strsplit (metrics->text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_assert_true (g_str_has_prefix (lines[i], "dovetail_") || g_str_has_prefix (lines[i], "# HELP dovetail_")
                   || g_str_has_prefix (lines[i], "# TYPE dovetail_"));
}

static void
test_percentiles (Fixture *f, gconstpointer data)
{
  DovetailTally tally = { { 0 } };
  DovetailTally total = { { 0 } };

  g_assert_cmpfloat (dovetail_tally_percentile (&tally, 50), ==, 0);
  tally.durations[2] = 90; /* 0.5 to 1 ms */
  tally.durations[4] = 10; /* 2.5 to 5 ms */
  dovetail_tally_add (&total, &tally);
  dovetail_tally_add (&total, &tally);
  g_assert_cmpfloat_with_epsilon (dovetail_tally_percentile (&total, 45), 0.75, 1e-9);
  g_assert_cmpfloat_with_epsilon (dovetail_tally_percentile (&total, 90), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (dovetail_tally_percentile (&total, 95), 3.75, 1e-9);
  total.durations[DOVETAIL_N_DURATIONS - 1] = 1000;
  g_assert_cmpfloat (dovetail_tally_percentile (&total, 99), ==, 10000);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "what is counted", test_counts },   { "parts of batches", test_batches },
    { "who sees what", test_visibility }, { "for Prometheus", test_prometheus },
    { "percentiles", test_percentiles },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/metrics/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
