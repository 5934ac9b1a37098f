/* SPDX-License-Identifier: GPL-3.0-or-later */

/* LISTEN on a connection of its own. The payload names who notifies and which family moved. When the
 * connection is lost, what is notified meanwhile is lost as well; whoever waits for news is told that
 * something may have been. */

#include "server/postgresql-listener.h"

#include <gio/gio.h>
#include <string.h>

#include "server/log.h"

#define CHANNEL "dovetail_moved"
#define SHORTEST_PAUSE_MS 100
#define LONGEST_PAUSE_MS 5000

struct _DovetailPostgresqlListener
{
  char *uri;
  char *itself;
  GWeakRef ledger; /* it may be let go of at any time, by any thread */
  GCancellable *stop;
  int missed; /* atomic */
  GThread *thread;
  gboolean on_its_own; /* the thread itself let go of the ledger last: it cleans up when it ends */
};

gboolean
dovetail_postgresql_notify (DovetailPostgresqlSession *session,
                            const char *itself,
                            const char *family_id,
                            GError **error)
{
  g_autofree char *payload = g_strconcat (itself, " ", family_id, NULL);
  const DovetailLedgerValue value
      = { .kind = DOVETAIL_LEDGER_TEXT, .bytes = payload, .length = strlen (payload) };

  return dovetail_postgresql_session_run (session, "SELECT pg_notify ('" CHANNEL "', ?1)", &value, 1, NULL,
                                          NULL, error);
}

static void
on_notice (const char *payload, gpointer user_data)
{
  DovetailPostgresqlListener *listener = user_data;
  g_autoptr (DovetailLedger) ledger = NULL;
  const char *space = strchr (payload, ' ');
  gsize length = space == NULL ? 0 : (gsize) (space - payload);

  if (space == NULL
      || (strlen (listener->itself) == length && strncmp (payload, listener->itself, length) == 0))
    return;
  ledger = g_weak_ref_get (&listener->ledger);
  if (ledger != NULL)
    dovetail_ledger_announce (ledger, space + 1);
}

/* FALSE: it is to stop. timeout: ms; -1: none. */
static gboolean
wait (DovetailPostgresqlListener *listener, int file, int timeout)
{
  GPollFD files[2] = { { 0 }, { file, G_IO_IN, 0 } };

  g_cancellable_make_pollfd (listener->stop, &files[0]);
  g_poll (files, file < 0 ? 1 : 2, timeout);
  g_cancellable_release_fd (listener->stop);
  return !g_cancellable_is_cancelled (listener->stop);
}

static void
listen_on (DovetailPostgresqlListener *listener, DovetailPostgresqlSession *session)
{
  g_atomic_int_set (&listener->missed, TRUE);
  while (wait (listener, dovetail_postgresql_session_get_file (session), -1))
    if (!dovetail_postgresql_session_read_notices (session, on_notice, listener))
      return;
}

static void
clean_up (DovetailPostgresqlListener *listener)
{
  g_weak_ref_clear (&listener->ledger);
  g_object_unref (listener->stop);
  g_free (listener->uri);
  g_free (listener->itself);
  g_free (listener);
}

static gpointer
listen_until_stopped (gpointer user_data)
{
  DovetailPostgresqlListener *listener = user_data;
  int pause = SHORTEST_PAUSE_MS;

  do
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DovetailPostgresqlSession) session
          = dovetail_postgresql_session_open (listener->uri, &error);

      if (session != NULL && dovetail_postgresql_session_execute (session, "LISTEN " CHANNEL, &error))
        {
          pause = SHORTEST_PAUSE_MS;
          listen_on (listener, session);
        }
      else
        {
          dovetail_log_failure ("listen", error);
          pause = MIN (2 * pause, LONGEST_PAUSE_MS);
        }
    }
  while (wait (listener, -1, pause));
  if (listener->on_its_own)
    clean_up (listener);
  return NULL;
}

DovetailPostgresqlListener *
dovetail_postgresql_listener_new (const char *uri, const char *itself, DovetailLedger *ledger)
{
  DovetailPostgresqlListener *listener = g_new0 (DovetailPostgresqlListener, 1);

  listener->uri = g_strdup (uri);
  listener->itself = g_strdup (itself);
  g_weak_ref_init (&listener->ledger, ledger);
  listener->stop = g_cancellable_new ();
  listener->thread = g_thread_new ("listen", listen_until_stopped, listener);
  return listener;
}

void
dovetail_postgresql_listener_free (DovetailPostgresqlListener *listener)
{
  if (listener == NULL)
    return;
  g_cancellable_cancel (listener->stop);
  if (listener->thread == g_thread_self ())
    {
      listener->on_its_own = TRUE;
      g_thread_unref (listener->thread);
      return;
    }
  g_thread_join (listener->thread);
  clean_up (listener);
}

gboolean
dovetail_postgresql_listener_missed (DovetailPostgresqlListener *listener)
{
  return g_atomic_int_compare_and_exchange (&listener->missed, TRUE, FALSE);
}
