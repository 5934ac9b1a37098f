/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the kernel tells of processes. */

#include "process-figures.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The members of /proc/PID/stat behind the name, which may hold anything. */
static char **
read_stat (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;
  char *end;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  end = strrchr (text, ')');
  return end == NULL ? NULL : g_strsplit (end + 2, " ", 0);
}

/* Numbers as in proc(5), where the state is the third. */
static double
seconds_of (char **stat)
{
  return (atof (stat[14 - 3]) + atof (stat[15 - 3])) / (double) sysconf (_SC_CLK_TCK);
}

/* Of a process with one thread, to the nanosecond. */
static double
exact_seconds_of (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "schedstat", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? (double) g_ascii_strtoull (text, NULL, 10) / 1e9 : 0;
}

double
process_processor_time (int pid)
{
  g_autofree char *name = g_strdup_printf ("%d", pid);
  g_auto (GStrv) stat = read_stat (name);

  return stat == NULL ? 0 : seconds_of (stat);
}

gint64
process_resident_memory (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/statm", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) pages = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  pages = g_strsplit (text, " ", 0);
  return g_ascii_strtoll (pages[1], NULL, 10) * sysconf (_SC_PAGESIZE);
}

/* 0: there is none. */
static int
database_pid (void)
{
  const char *uri = g_getenv ("DOVETAIL_POSTGRESQL");
  const char *room = uri == NULL ? NULL : strstr (uri, "host=");
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  if (room == NULL)
    return 0;
  path = g_build_filename (room + strlen ("host="), "data", "postmaster.pid", NULL);
  return g_file_get_contents (path, &text, NULL, NULL) ? atoi (text) : 0;
}

double
database_processor_time (void)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  int database = database_pid ();
  double seconds = 0;
  const char *name;

  while (database != 0 && (name = g_dir_read_name (processes)) != NULL)
    {
      g_auto (GStrv) stat = g_ascii_isdigit (name[0]) ? read_stat (name) : NULL;

      if (stat != NULL && (atoi (name) == database || atoi (stat[4 - 3]) == database))
        seconds += exact_seconds_of (name);
    }
  return seconds;
}

static int
compare (const void *one, const void *other)
{
  double a = *(const double *) one;
  double b = *(const double *) other;

  return (a > b) - (a < b);
}

void
figures_sort (double *figures, gsize n_figures)
{
  qsort (figures, n_figures, sizeof figures[0], compare);
}

double
figures_at (const double *figures, gsize n_figures, double share)
{
  gsize index = (gsize) (share * (double) n_figures);

  return n_figures == 0 ? 0 : figures[MIN (index, n_figures - 1)];
}

void
figures_print_load (void)
{
  double loads[3] = { 0, 0, 0 };

  getloadavg (loads, 3);
  g_print ("load average %.2f %.2f %.2f on %u processors\n", loads[0], loads[1], loads[2],
           g_get_num_processors ());
}
