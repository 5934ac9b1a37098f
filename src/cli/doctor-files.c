/* SPDX-License-Identifier: GPL-3.0-or-later */

/* doctor: the files of a store: who may read them, what was left lying about, how much room there is. */
#include "cli/doctor.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* Something younger may still be written by another program. */
#define LEFT_BEHIND_S 3600
#define LITTLE_ROOM (200 * 1024 * 1024)
#define NO_ROOM (20 * 1024 * 1024)
#define DO_FIX _ ("dovetailctl doctor --fix puts it right")

/* FALSE: nothing is there. */
static gboolean
check_mode (DovetailDoctor *doctor, const char *check, const char *path, mode_t wanted, gboolean *told)
{
  struct stat status;

  if (g_lstat (path, &status) != 0)
    return FALSE;
  if ((status.st_mode & 077) == 0)
    return TRUE;
  *told = TRUE;
  if (doctor->fix && g_chmod (path, wanted) == 0)
    dovetail_doctor_fixed (
        doctor, check,
        g_str_equal (check, "key")
            ? _ ("%s was open to others (mode %03o), and is no more; consider its key known")
            : _ ("%s was open to others (mode %03o), and is no more"),
        path, status.st_mode & 0777);
  else if (doctor->fix)
    dovetail_doctor_say (doctor, check, DOVETAIL_FINDING_PROBLEM, _ ("Make it yours, then run this again"),
                         _ ("%s is open to others and cannot be changed: %s"), path, g_strerror (errno));
  else
    dovetail_doctor_say (doctor, check, DOVETAIL_FINDING_PROBLEM, DO_FIX,
                         _ ("%s can be read by others (mode %03o)"), path, status.st_mode & 0777);
  return TRUE;
}

static void
check_modes (DovetailDoctor *doctor)
{
  static const char *const names[] = { "store.db",  "store.db-wal",   "store.db-shm", "write.lock",
                                       "sync.lock", "store-key.json", "snapshots" };
  const char *key_file = g_getenv ("DOVETAIL_KEY_FILE");
  gboolean told = FALSE;

  check_mode (doctor, "files", doctor->directory, 0700, &told);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (doctor->directory, names[i], NULL);

      check_mode (doctor, "files", path, g_str_equal (names[i], "snapshots") ? 0700 : 0600, &told);
    }
  if (key_file != NULL && *key_file != '\0')
    check_mode (doctor, "key", key_file, 0600, &told);
  if (!told)
    dovetail_doctor_say (doctor, "files", DOVETAIL_FINDING_OK, NULL, _ ("only you can read %s"),
                         doctor->directory);
}

/* The write lock must be a file of ours: a link could lead anywhere, and no store would open. */
static void
check_lock (DovetailDoctor *doctor)
{
  g_autofree char *path = g_build_filename (doctor->directory, "write.lock", NULL);
  struct stat status;

  if (g_lstat (path, &status) != 0 || S_ISREG (status.st_mode))
    return;
  dovetail_doctor_say (doctor, "files", DOVETAIL_FINDING_PROBLEM, _ ("Close Dovetail and remove it"),
                       _ ("%s is no ordinary file"), path);
}

/* What is written under another name first, and was not finished: a copy of the store, the file that leads to
 * its key. */
static gboolean
is_unfinished (const char *name)
{
  const char *prefix = "store-key.json.";

  return g_str_has_suffix (name, ".part")
         || (g_str_has_prefix (name, prefix) && strlen (name) == strlen (prefix) + 6);
}

static void
find_leftovers (const char *folder, gint64 now, GPtrArray *paths)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat status;

      if (is_unfinished (name) && g_lstat (path, &status) == 0 && S_ISREG (status.st_mode)
          && status.st_mtime < now - LEFT_BEHIND_S)
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
}

static void
check_leftovers (DovetailDoctor *doctor)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *snapshots = g_build_filename (doctor->directory, "snapshots", NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint removed = 0;

  find_leftovers (doctor->directory, now, paths);
  find_leftovers (snapshots, now, paths);
  if (paths->len == 0)
    return;
  for (guint i = 0; doctor->fix && i < paths->len; i++)
    removed += g_unlink (paths->pdata[i]) == 0;
  if (removed == paths->len)
    dovetail_doctor_fixed (
        doctor, "files",
        ngettext ("%u unfinished file was removed", "%u unfinished files were removed", removed), removed);
  else
    dovetail_doctor_say (
        doctor, "files", DOVETAIL_FINDING_WARNING, DO_FIX,
        ngettext ("%u unfinished file lies about", "%u unfinished files lie about", paths->len), paths->len);
}

void
dovetail_doctor_check_files (DovetailDoctor *doctor)
{
  check_modes (doctor);
  check_lock (doctor);
  check_leftovers (doctor);
}

void
dovetail_doctor_check_disk (DovetailDoctor *doctor)
{
  struct statvfs status;
  guint64 room;
  g_autofree char *text = NULL;
  const char *remedy = _ ("Make room: what you change cannot be saved on a full disk");

  if (statvfs (doctor->directory, &status) != 0)
    {
      dovetail_doctor_say (doctor, "disk", DOVETAIL_FINDING_WARNING, NULL, _ ("its room cannot be told: %s"),
                           g_strerror (errno));
      return;
    }
  room = (guint64) status.f_bavail * status.f_frsize;
  text = g_format_size (room);
  if (room < NO_ROOM)
    dovetail_doctor_say (doctor, "disk", DOVETAIL_FINDING_PROBLEM, remedy, _ ("only %s are free"), text);
  else if (room < LITTLE_ROOM)
    dovetail_doctor_say (doctor, "disk", DOVETAIL_FINDING_WARNING, remedy, _ ("only %s are free"), text);
  else
    dovetail_doctor_say (doctor, "disk", DOVETAIL_FINDING_OK, NULL, _ ("%s are free"), text);
}
