/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "sync/remote.h"

G_BEGIN_DECLS

/* A server that says what the test tells it to, answer by answer. */
#define SCRIPTED_TYPE_REMOTE (scripted_remote_get_type ())
G_DECLARE_FINAL_TYPE (ScriptedRemote, scripted_remote, SCRIPTED, REMOTE, GObject)

ScriptedRemote *scripted_remote_new       (void);
/* text: JSON with single quotes for double ones; %m stands for the mutation id of the first change sent. */
void            scripted_remote_answer    (ScriptedRemote *self,
                                           guint           status,
                                           const char     *text);
/* Whenever the script is at its end: what a request is answered whose path begins so and whose body has these words in it
 * (NULL: any). Of several the one that was told first. */
void            scripted_remote_always    (ScriptedRemote *self,
                                           const char     *path,
                                           const char     *words,
                                           guint           status,
                                           const char     *text);
void            scripted_remote_retry_after (ScriptedRemote *self, /* of the answer added last, ms */
                                             gint64          milliseconds);
void            scripted_remote_fail      (ScriptedRemote *self,
                                           gint            code); /* DovetailError */
guint           scripted_remote_left      (ScriptedRemote *self); /* answers not asked for yet */
guint           scripted_remote_count     (ScriptedRemote *self); /* requests received */
/* Of a request, from 0: "POST /sync/delta" and its body. */
const char     *scripted_remote_get_target (ScriptedRemote *self,
                                            guint           index);
JsonNode       *scripted_remote_get_body   (ScriptedRemote *self,
                                            guint           index);
const char     *scripted_remote_get_authorization (ScriptedRemote *self,
                                                   guint           index);

G_END_DECLS
