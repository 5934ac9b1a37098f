/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DOVETAIL_DISGUISE_KEY_BYTES 32

/* Stand-ins for what people wrote. Under one key equal things get equal stand-ins and different things different ones, so
 * that decisions which compare come out alike; nobody without the key can tell what they stand for. A scope keeps
 * stand-ins of one place apart from those of another: the same word in two notes has nothing in common. */
typedef struct _DovetailDisguise DovetailDisguise;

DovetailDisguise *dovetail_disguise_new    (const guint8     *key);   /* DOVETAIL_DISGUISE_KEY_BYTES, random, used once; copied */
void              dovetail_disguise_free   (DovetailDisguise *disguise);

/* Words become other words of a like length; blanks, marks and line ends stay where they are. */
char             *dovetail_disguise_text   (DovetailDisguise *disguise,
                                            const char       *scope,
                                            const char       *text);
/* Of which only equality matters. */
char             *dovetail_disguise_opaque (DovetailDisguise *disguise,
                                            const char       *text);
/* A member's or a type's name; a name again. */
char             *dovetail_disguise_name   (DovetailDisguise *disguise,
                                            const char       *name);
/* UUIDs name nothing and stay; anything else becomes one. */
char             *dovetail_disguise_id     (DovetailDisguise *disguise,
                                            const char       *id);
/* Dates and times of people, all shifted by the same number of days. NULL: it is neither in its usual form. */
char             *dovetail_disguise_date   (DovetailDisguise *disguise,
                                            const char       *text);
gint64            dovetail_disguise_number (DovetailDisguise *disguise,
                                            const char       *scope,
                                            double            number);
/* Order strings keep their order, once all were learned. */
void              dovetail_disguise_learn  (DovetailDisguise *disguise,
                                            const char       *rank);
char             *dovetail_disguise_rank   (DovetailDisguise *disguise,
                                            const char       *rank);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailDisguise, dovetail_disguise_free)

G_END_DECLS
