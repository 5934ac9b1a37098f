/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One thread and a poll for all connections, so that it takes little of what the server needs. */

#include "open-loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "process-figures.h"

/* How much longer than the requests come their answers are waited for. */
#define PATIENCE 3

typedef struct
{
  int file;
  gboolean busy;
  double due; /* s since the start */
  GString *received;
} Line;

typedef struct
{
  const OpenLoop *loop;
  Line *lines;
  GArray *latencies;
  gsize n_refused;
  gsize n_busy;
  double next; /* when the next request is due */
  gint64 started;
} Run;

int
loopback_connect (guint16 port, guint source)
{
  struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK + source) };
  struct sockaddr_in to
      = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int file = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int yes = 1;

  if (file < 0 || bind (file, (struct sockaddr *) &from, sizeof from) != 0
      || connect (file, (struct sockaddr *) &to, sizeof to) != 0)
    g_error ("cannot connect: %s", g_strerror (errno));
  setsockopt (file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return file;
}

void
loopback_send (int file, const char *text)
{
  gsize length = strlen (text);

  for (gsize sent = 0; sent < length;)
    {
      gssize n = send (file, text + sent, length - sent, MSG_NOSIGNAL);

      if (n < 0)
        g_error ("cannot send: %s", g_strerror (errno));
      sent += (gsize) n;
    }
}

char *
http_post (const char *path, const char *token, const char *body)
{
  return g_strdup_printf ("POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                          "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                          path, token, strlen (body), body);
}

/* s since the start */
static double
elapsed (const Run *run)
{
  return (double) (g_get_monotonic_time () - run->started) / G_USEC_PER_SEC;
}

static void
begin_request (Run *run, guint index, double due)
{
  Line *line = &run->lines[index];
  g_autofree char *text = run->loop->request (index, run->loop->user_data);

  line->busy = TRUE;
  line->due = due;
  g_string_truncate (line->received, 0);
  loopback_send (line->file, text);
  run->n_busy++;
}

/* Whatever is due, as long as there is a connection for it. */
static void
begin_what_is_due (Run *run)
{
  const OpenLoop *loop = run->loop;

  for (guint i = 0; i < loop->n_connections && run->next < loop->seconds && run->next <= elapsed (run); i++)
    if (!run->lines[i].busy)
      {
        begin_request (run, i, loop->rate > 0 ? run->next : elapsed (run));
        run->next = loop->rate > 0 ? run->next + 1 / loop->rate : elapsed (run);
      }
}

static gboolean
is_complete (const GString *received)
{
  const char *body = strstr (received->str, "\r\n\r\n");
  const char *length = body == NULL ? NULL : strcasestr (received->str, "\r\nContent-Length:");

  if (length == NULL)
    return FALSE;
  return received->len >= (gsize) (body + 4 - received->str) + strtoul (length + 17, NULL, 10);
}

static void
read_answer (Run *run, Line *line)
{
  char buffer[65536];
  gssize n = recv (line->file, buffer, sizeof buffer, MSG_DONTWAIT);
  double latency;

  if (n == 0 || (n < 0 && errno != EAGAIN))
    g_error ("the server hung up");
  if (n > 0)
    g_string_append_len (line->received, buffer, n);
  if (!is_complete (line->received))
    return;
  latency = (elapsed (run) - line->due) * 1000;
  g_array_append_val (run->latencies, latency);
  run->n_refused += !g_str_has_prefix (line->received->str, "HTTP/1.1 200");
  line->busy = FALSE;
  run->n_busy--;
}

/* Until an answer comes or a request is due. */
static void
wait_and_read (Run *run, struct pollfd *files)
{
  gboolean may_begin = run->next < run->loop->seconds && run->n_busy < run->loop->n_connections;
  double pause = may_begin ? MAX (run->next - elapsed (run), 0) : 1;
  struct timespec timeout = { (time_t) pause, (long) ((pause - (double) (time_t) pause) * 1e9) };

  for (guint i = 0; i < run->loop->n_connections; i++)
    files[i] = (struct pollfd){ run->lines[i].busy ? run->lines[i].file : -1, POLLIN, 0 };
  if (ppoll (files, run->loop->n_connections, &timeout, NULL) <= 0)
    return;
  for (guint i = 0; i < run->loop->n_connections; i++)
    if (files[i].revents != 0)
      read_answer (run, &run->lines[i]);
}

static OpenLoopResult *
finish (Run *run)
{
  OpenLoopResult *result = g_new0 (OpenLoopResult, 1);

  result->seconds = elapsed (run);
  result->n_unanswered = run->n_busy;
  if (run->loop->rate > 0 && run->next < run->loop->seconds)
    result->n_unanswered += (gsize) ((run->loop->seconds - run->next) * run->loop->rate);
  result->n_refused = run->n_refused;
  result->n_answered = run->latencies->len;
  result->latencies = (double *) (void *) g_array_free (run->latencies, FALSE);
  figures_sort (result->latencies, result->n_answered);
  for (guint i = 0; i < run->loop->n_connections; i++)
    {
      close (run->lines[i].file);
      g_string_free (run->lines[i].received, TRUE);
    }
  g_free (run->lines);
  return result;
}

/**
 * open_loop_run:
 * @loop: what comes
 *
 * Returns: (transfer full): what came of it
 */
OpenLoopResult *
open_loop_run (const OpenLoop *loop)
{
  g_autofree struct pollfd *files = g_new0 (struct pollfd, loop->n_connections);
  Run run = { .loop = loop,
              .lines = g_new0 (Line, loop->n_connections),
              .latencies = g_array_new (FALSE, FALSE, sizeof (double)) };

  for (guint i = 0; i < loop->n_connections; i++)
    {
      run.lines[i].file = loopback_connect (loop->port, 0);
      run.lines[i].received = g_string_new (NULL);
    }
  run.started = g_get_monotonic_time ();
  while ((run.next < loop->seconds || run.n_busy > 0) && elapsed (&run) < PATIENCE * loop->seconds)
    {
      begin_what_is_due (&run);
      wait_and_read (&run, files);
    }
  return finish (&run);
}

void
open_loop_result_free (OpenLoopResult *result)
{
  g_free (result->latencies);
  g_free (result);
}
