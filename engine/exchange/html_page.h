// What the HTML pages share: filling a template with everything escaped.
#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <string_view>

namespace lane {

using PageData = kainjow::mustache::data;

/// Fills the template; style sheet (css), script (js) and the Content-Security-Policy that lets
/// exactly `<script>{{{js}}}</script>` run (policy) are added. {{x}} is escaped, {{{x}}} is not.
std::string renderPage(std::string_view pageTemplate, PageData data);

/// Sets `name` to the list and `has_name` to whether there is anything in it.
void setList(PageData& data, const std::string& name, PageData list);

/// Full precision for sorting; empty when not known.
std::string sortValue(double value);

void addCard(PageData& cards, const std::string& label, const std::string& value,
             const std::string& note);

}  // namespace lane
