/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can happen to a request and to the device that sends it. */

#include "sim/faults.h"

#include <sqlite3.h>
#include <string.h>

#include "lib/memory-vfs.h"
#include "lib/probe-vfs.h"
#include "sim/operations.h"
#include "sim/positions.h"

#define MOST_DEPTH 3
/* Of requests: before them the device's token is compared with its store. */
#define POSITION_PERCENT 10

static const char *const names[N_FAULTS] = {
  [FAULT_LOSE_REQUEST] = "request lost",
  [FAULT_LOSE_RESPONSE] = "answer lost",
  [FAULT_DELIVER_TWICE] = "delivered twice",
  [FAULT_DELIVER_LATER] = "delivered later",
  [FAULT_UNAUTHORIZED] = "401",
  [FAULT_THROTTLED] = "429",
  [FAULT_UNAVAILABLE] = "503",
  [FAULT_BAD_GATEWAY] = "502 after the act",
  [FAULT_CRASH_BEFORE] = "crash before",
  [FAULT_CRASH_AFTER] = "crash after",
  [FAULT_CRASH_WRITING] = "crash in a write",
  [FAULT_OTHERS_ACT] = "others act",
  [FAULT_CLOCK_JUMPS] = "the clock jumps in a sync",
};

static Family *watched;

const char *
faults_name (Fault fault)
{
  return names[fault];
}

static int
count_write (const char *path, ProbeOperation operation, gpointer user_data)
{
  for (guint i = 0; watched != NULL && i < watched->n_devices; i++)
    {
      Device *device = &watched->devices[i];

      if (device->scratch == NULL || !g_str_has_prefix (path, device->scratch->directory))
        continue;
      if (!device->dead && device->writes_left >= 0 && device->writes_left-- == 0)
        device->dead = TRUE;
      return device->dead ? SQLITE_IOERR_WRITE : SQLITE_OK;
    }
  return SQLITE_OK;
}

void
faults_install (void)
{
  memory_vfs_install ();
  probe_vfs_install (count_write, NULL);
}

void
faults_watch (Family *family)
{
  watched = family;
}

static DovetailRequest *
copy_request (const DovetailRequest *request)
{
  DovetailRequest *copy = dovetail_request_new (request->method, request->path);

  copy->query = g_strdup (request->query);
  copy->authorization = g_strdup (request->authorization);
  copy->body = request->body != NULL ? g_bytes_ref (request->body) : NULL;
  return copy;
}

static void
deliver (Family *family, const DovetailRequest *request)
{
  g_autoptr (DovetailResponse) response = dovetail_server_handle (family->server, request);

  family_tell (family, "%s arrives late: %u", request->path, response->status);
}

void
faults_deliver_late (Family *family)
{
  while (family->late->len > 0)
    {
      g_autoptr (DovetailRequest) request = g_ptr_array_steal_index (family->late, 0);

      deliver (family, request);
    }
}

/* Delivered twice equals once: the second time changes nothing. */
static void
deliver_twice (Family *family, const DovetailRequest *request)
{
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;

  deliver (family, request);
  once = family_rows (family);
  deliver (family, request);
  twice = family_rows (family);
  if (!g_str_equal (once, twice))
    family_fail (family, "twice equals once", "%s\n--- once\n%s\n--- twice\n%s", request->path, once, twice);
}

/* Other devices edit and sync while the request is under way; this one may be edited too. */
static void
let_others_act (Device *device)
{
  Family *family = device->family;
  guint acts = 1 + chance_below (&family->schedule, 3);

  if (family->depth >= MOST_DEPTH)
    return;
  for (guint i = 0; i < acts; i++)
    {
      Device *other = &family->devices[chance_below (&family->schedule, family->n_devices)];

      if (other == device)
        family->in_flight++;
      if (!other->busy && chance_hits (&family->schedule, 50))
        dovetail_job_free (device_sync (other));
      else
        operations_perform (other);
    }
}

static gboolean
strikes (Family *family, const DovetailRequest *request, Fault fault)
{
  gboolean session = g_str_has_prefix (request->path, "/auth/");

  if (!chance_hits (&family->faults, family->percent[fault]))
    return FALSE;
  /* A refresh that comes again after its successor was used ends the session, as it should. */
  if (session
      && (fault == FAULT_DELIVER_LATER || fault == FAULT_DELIVER_TWICE || fault == FAULT_UNAUTHORIZED))
    return FALSE;
  family->hit[fault]++;
  return TRUE;
}

static InProcessFate
fate_of (Device *device, const DovetailRequest *request, Fault fault)
{
  static const InProcessFate fates[N_FAULTS] = {
    [FAULT_LOSE_REQUEST] = IN_PROCESS_LOSE_REQUEST, [FAULT_LOSE_RESPONSE] = IN_PROCESS_LOSE_RESPONSE,
    [FAULT_DELIVER_TWICE] = IN_PROCESS_DELIVER,     [FAULT_DELIVER_LATER] = IN_PROCESS_LOSE_REQUEST,
    [FAULT_UNAUTHORIZED] = IN_PROCESS_UNAUTHORIZED, [FAULT_THROTTLED] = IN_PROCESS_THROTTLED,
    [FAULT_UNAVAILABLE] = IN_PROCESS_UNAVAILABLE,   [FAULT_BAD_GATEWAY] = IN_PROCESS_BAD_GATEWAY,
    [FAULT_CRASH_BEFORE] = IN_PROCESS_CRASH_BEFORE, [FAULT_CRASH_AFTER] = IN_PROCESS_CRASH_AFTER,
    [FAULT_CRASH_WRITING] = IN_PROCESS_DELIVER,     [FAULT_OTHERS_ACT] = IN_PROCESS_DELIVER,
  };
  Family *family = device->family;

  family_tell (family, "%s: %s, %s", device->name, request->path, names[fault]);
  if (fault == FAULT_DELIVER_TWICE)
    deliver_twice (family, request);
  else if (fault == FAULT_DELIVER_LATER)
    g_ptr_array_add (family->late, copy_request (request));
  else if (fault == FAULT_CRASH_WRITING)
    device->writes_left = (gint) chance_below (&family->faults, 40);
  else if (fault == FAULT_OTHERS_ACT)
    let_others_act (device);
  return fates[fault];
}

static void
note_request (Device *device, const DovetailRequest *request)
{
  g_autofree char *hash
      = request->body != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_MD5, request->body) : g_strdup ("-");

  if (g_str_has_prefix (request->path, "/sync/"))
    family_tell (device->family, "%s: %s %.8s", device->name, request->path, hash);
  if (device->family->loud && request->body != NULL && !g_str_has_prefix (request->path, "/auth/"))
    g_printerr ("%.*s\n", (int) g_bytes_get_size (request->body),
                (const char *) g_bytes_get_data (request->body, NULL));
}

/* Between two requests of a pass, by up to years, and not always back. */
static void
jump_clock (Device *device)
{
  Family *family = device->family;
  gint64 days = (gint64) chance_below (&family->breadth, 4000) - 2000;

  if (!family->broad || !chance_hits (&family->breadth, family->percent[FAULT_CLOCK_JUMPS]))
    return;
  family->hit[FAULT_CLOCK_JUMPS]++;
  device->skew = chance_hits (&family->breadth, 40) ? 0 : device->skew + days * 24 * 3600 * 1000;
  family_pass_time (family, 1);
  family_tell (family, "the clock of %s jumps in a sync", device->name);
}

InProcessFate
faults_decide (const DovetailRequest *request, gpointer user_data)
{
  Device *device = user_data;
  Family *family = device->family;

  if (device->dead)
    return IN_PROCESS_CRASH_BEFORE;
  family_pass_time (family, 20 + chance_below (&family->schedule, 400));
  note_request (device, request);
  if (!family->faulty || device == &family->stranger)
    return IN_PROCESS_DELIVER;
  jump_clock (device);
  if (family->broad && chance_hits (&family->breadth, POSITION_PERCENT))
    positions_check (device);
  if (family->late->len > 0 && chance_hits (&family->faults, 50))
    faults_deliver_late (family);
  if (strikes (family, request, FAULT_OTHERS_ACT))
    fate_of (device, request, FAULT_OTHERS_ACT);
  for (Fault fault = 0; fault < FAULT_OTHERS_ACT; fault++)
    if (strikes (family, request, fault))
      return fate_of (device, request, fault);
  return IN_PROCESS_DELIVER;
}

static int
append_row (gpointer user_data, int n_columns, char **values, char **names_of_columns)
{
  if (g_strcmp0 (values[0], "ok") != 0)
    g_string_append_printf (user_data, "%s\n", values[0]);
  return 0;
}

char *
faults_examine (Device *device)
{
  g_autofree char *path = g_build_filename (device->scratch->directory, "store.db", NULL);
  g_autoptr (GString) report = g_string_new (NULL);
  sqlite3 *database = NULL;

  if (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK
      || sqlite3_exec (database, "PRAGMA integrity_check", append_row, report, NULL) != SQLITE_OK
      || sqlite3_exec (database, "PRAGMA foreign_key_check", append_row, report, NULL) != SQLITE_OK)
    g_string_append (report, sqlite3_errmsg (database));
  sqlite3_close (database);
  return report->len > 0 ? g_strdup (report->str) : NULL;
}
