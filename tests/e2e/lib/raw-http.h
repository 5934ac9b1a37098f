/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests byte for byte as written, also such as no client of ours would send. Only to this computer. */

#pragma once

#include <gio/gio.h>

typedef struct
{
  guint  status;    /* of the first answer; 0: none came */
  guint  n_answers;
  char  *text;      /* everything that came, up to the first NUL */
  char  *body;      /* what stands behind the first head; "" when nothing does */
} RawAnswer;

/* What a request says beside its path and body; all may be NULL. */
typedef struct
{
  const char *token;
  const char *encoding; /* of the body */
  const char *query;
} RawExtras;

GSocketConnection *raw_connect     (guint16            port);
/* FALSE when the other side takes no more. */
gboolean           raw_send        (GSocketConnection *connection,
                                    const char        *bytes,
                                    gsize              length);
/* Until the other side closes. */
RawAnswer         *raw_receive     (GSocketConnection *connection);

/* On a connection of its own, which is closed for writing behind the bytes. */
RawAnswer         *raw_talk        (guint16            port,
                                    const char        *bytes,
                                    gsize              length);
RawAnswer         *raw_request     (guint16            port,
                                    const char        *method,
                                    const char        *path,
                                    const RawExtras   *extras, /* NULL: none */
                                    const char        *body,   /* NULL: none */
                                    gsize              length);
void               raw_answer_free (RawAnswer         *answer);

/* The text of the first member of that name in the answer. */
char              *raw_answer_find (const RawAnswer   *answer,
                                    const char        *member);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawAnswer, raw_answer_free)
