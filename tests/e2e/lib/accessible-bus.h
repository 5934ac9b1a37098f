/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bus on which a screen reader asks the app what is in its windows. */

#pragma once

#include <atspi/atspi.h>
#include <gio/gio.h>

#define ACCESSIBLE_INTERFACE "org.a11y.atspi.Accessible"
#define ACCESSIBLE_ROOT "/org/a11y/atspi/accessible/root"

typedef struct
{
  GDBusConnection *connection;
  char            *name; /* of the app; NULL: it is not there */
} AccessibleBus;

/* One question, and its answer: NULL when there is none. */
typedef struct
{
  char       *path; /* of whom it is asked */
  const char *interface;
  const char *method;
  GVariant   *parameters;
  GVariant   *reply;
} AccessibleQuestion;

AccessibleBus *accessible_bus_new  (void);
void           accessible_bus_free (AccessibleBus *bus);
/* Looks for the app anew. */
gboolean       accessible_bus_find_app (AccessibleBus *bus);

/* One answer of the app; NULL when it gives none. */
GVariant      *accessible_bus_ask  (AccessibleBus *bus,
                                    const char    *path,
                                    const char    *interface,
                                    const char    *method,
                                    GVariant      *parameters);
/* Asks all at once and waits for all answers. */
void           accessible_bus_ask_all (AccessibleBus *bus,
                                       GPtrArray     *questions);

AccessibleQuestion *accessible_question_new (const char *path,
                                             const char *interface,
                                             const char *method,
                                             GVariant   *parameters);
void                accessible_question_free (AccessibleQuestion *question);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AccessibleBus, accessible_bus_free)
