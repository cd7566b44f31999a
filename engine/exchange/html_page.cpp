#include "exchange/html_page.h"

#include <fmt/format.h>

#include <cmath>

#include "exchange/svg_chart.h"
#include "exchange/templates.h"

namespace lane {

std::string renderPage(std::string_view pageTemplate, PageData data) {
  data.set("css", std::string(templates::kReportCss));
  data.set("js", std::string(templates::kReportJs));
  kainjow::mustache::mustache page{std::string(pageTemplate)};
  page.set_custom_escape([](const std::string& text) { return escapeXml(text); });
  return page.render(data);
}

void setList(PageData& data, const std::string& name, PageData list) {
  data.set("has_" + name, list.is_non_empty_list());
  data.set(name, std::move(list));
}

std::string sortValue(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string();
}

void addCard(PageData& cards, const std::string& label, const std::string& value,
             const std::string& note) {
  PageData card;
  card.set("label", label);
  card.set("value", value.empty() ? "–" : value);
  card.set("note", note);
  cards.push_back(std::move(card));
}

}  // namespace lane
