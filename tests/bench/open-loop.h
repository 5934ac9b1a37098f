/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Requests to a server on this computer that come when they are due, whether the one before was answered or not. How
 * long one takes is counted from when it was due: a server that stalls keeps all of those waiting who would have come
 * meanwhile, and not just the one it stalled on. */
typedef struct
{
  guint16  port;
  guint    n_connections; /* kept; a request waits for a free one */
  double   rate;          /* requests a second; 0: as soon as a connection is free */
  double   seconds;       /* how long they come */
  char  *(*request) (guint    connection,
                     gpointer user_data); /* the next one, head and body */
  gpointer user_data;
} OpenLoop;

typedef struct
{
  double *latencies;    /* ms, smallest first */
  gsize   n_answered;
  gsize   n_refused;    /* of these, the ones not answered with 200 */
  gsize   n_unanswered; /* given up */
  double  seconds;      /* until the last answer */
} OpenLoopResult;

OpenLoopResult *open_loop_run         (const OpenLoop *loop);
void            open_loop_result_free (OpenLoopResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpenLoopResult, open_loop_result_free)

/* A socket to the port, from 127.0.0.(1 + source). */
int             loopback_connect      (guint16         port,
                                       guint           source);
void            loopback_send         (int             file,
                                       const char     *text);
char           *http_post             (const char     *path,
                                       const char     *token,
                                       const char     *body);

G_END_DECLS
