/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What makes a window fit a narrow screen when the text is large. */

#pragma once

#include <adwaita.h>

/* The buttons below widget show all of a long label, in several lines where one is too narrow. */
void dovetail_wrap_buttons (GtkWidget *widget);
/* Of the window's own buttons, a narrow header bar keeps the one that closes it. */
void dovetail_header_bars_set_narrow (GtkWidget *widget, gboolean narrow);
char *dovetail_narrow_decoration_layout (const char *layout);
/* For notify::title-visible: a window too narrow for its pages' names in the header bar has them at the foot.
 */
void
dovetail_reveal_switcher_bar (AdwViewSwitcherTitle *title, GParamSpec *property, AdwViewSwitcherBar *bar);
