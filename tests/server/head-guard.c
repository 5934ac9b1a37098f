/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Heads that are refused, and heads that are not. */

#include "server/head-guard.h"

#include <string.h>

typedef struct
{
  const char *version;
  const char *target;
  const char *fields; /* "Name=value;Name=value" */
  gboolean good;
} Case;

static const Case cases[] = {
  { "HTTP/1.1", "/sync/pull", "Host=h;Content-Length=5", TRUE },
  { "HTTP/1.1", "/", "host=h;Transfer-Encoding=chunked", TRUE },
  { "HTTP/1.0", "/healthz", "", TRUE },
  { "HTTP/1.1", "/", "", FALSE },
  { "HTTP/1.1", "/", "Host=a;Host=b", FALSE },
  { "HTTP/1.1", "/", "Host=a;Content-Length=5;Transfer-Encoding=chunked", FALSE },
  { "HTTP/1.1", "/", "Host=a;Content-Length=5;Content-Length=5", FALSE },
  { "HTTP/1.1", "/", "Host=a;Content-Length=+5", FALSE },
  { "HTTP/1.1", "/", "Host=a;Content-Length=-5", FALSE },
  { "HTTP/1.1", "/", "Host=a;Content-Length=0x3", FALSE },
  { "HTTP/1.1", "/", "Host=a;Content-Length=5, 5", FALSE },
  { "HTTP/1.1", "/", "Host=a;Content-Length=", FALSE },
  { "HTTP/1.1", "/", "Host=a;Content-Length=99999999999999999999999", FALSE },
  { "HTTP/1.1", "/", "Host=a;Content-Length =5", FALSE },
  { "HTTP/1.1", "/", "Host=a;X(Y)=5", FALSE },
  { "HTTP/1.1", "/", "Host=a;=5", FALSE },
  { "HTTP/1.1", "/", "Host=a;Transfer-Encoding=gzip, chunked", FALSE },
  { "HTTP/1.1", "/", "Host=a;Transfer-Encoding=xchunked", FALSE },
  { "HTTP/1.1", "/", "Host=a;Transfer-Encoding=chunked;Transfer-Encoding=chunked", FALSE },
  { "HTTP/1.0", "/", "Host=a;Transfer-Encoding=chunked", FALSE },
  { "HTTP/1.1", "/",
    "Host=a;Range=bytes\x3d"
    "0-1",
    FALSE },
  { "HTTP/1.1", "http://a/", "Host=a", FALSE },
  { "HTTP/1.1", "*", "Host=a", FALSE },
  { "HTTP/2.0", "/", "Host=a", FALSE },
  { "HTTP/1.2", "/", "Host=a", FALSE },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DovetailHeadGuard guard = { 0 };
      g_auto (GStrv) fields = g_strsplit (cases[i].fields, ";", -1);
      const char *wrong;

      for (guint j = 0; fields[j] != NULL; j++)
        {
          char *sign = strchr (fields[j], '=');

          *sign = '\0';
          dovetail_head_guard_see (&guard, fields[j], sign + 1);
        }
      wrong = dovetail_head_guard_judge (&guard, cases[i].version, cases[i].target);
      g_test_message ("%s %s: %s", cases[i].target, cases[i].fields, wrong == NULL ? "good" : wrong);
      g_assert_true ((wrong == NULL) == cases[i].good);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/head-guard/heads that two readers could understand differently", test_cases);
  return g_test_run ();
}
