/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/stage.h"

G_BEGIN_DECLS

/* What users do. A user whose device dies, or says that it could not save, looks whether it is there all the same, and does it
 * again where it is not. Records go by number: tasks below 800, events from 800 on, lists from 900 on. Texts as in
 * scratch_data(). */
#define ID(number) "0197a000-0000-7000-8000-000000000" #number /* three digits */

void  acts_create     (Actor      *actor,
                       guint       number,
                       const char *text);
void  acts_update     (Actor      *actor,
                       guint       number,
                       const char *text);
void  acts_delete     (Actor      *actor,
                       guint       number);
void  acts_restore    (Actor      *actor,
                       guint       number);
void  acts_discard    (Actor      *actor,
                       guint       number);
void  acts_retry      (Actor      *actor,
                       guint       number);
/* The record's open conflict; merged: of user_merge, else NULL. */
void  acts_resolve    (Actor      *actor,
                       guint       number,
                       const char *strategy,
                       const char *merged);
void  acts_unresolve  (Actor      *actor,
                       guint       number);
void  acts_import     (Actor      *actor,
                       guint       first,
                       guint       count);
void  acts_let_held_go  (Actor    *actor);
void  acts_restore_held (Actor    *actor);
void  acts_set_policy (Actor      *actor,
                       DovetailPolicy policy);
/* The store as the user's program keeps it in order. */
void  acts_tidy_up    (Actor      *actor);

char *acts_id         (guint       number);
const char *acts_type (guint       number);

G_END_DECLS
