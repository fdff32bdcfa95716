// Draws the charts of a page from the data that its server put beside each table, by day, by night and on paper.
// The table is the same data; without this file it is all there is.
"use strict";

(() => {
  const figures = [...document.querySelectorAll("[data-chart]")];
  const russian = document.documentElement.lang.startsWith("ru");
  const language = russian ? "ru" : "en";
  const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let paper = false;

  // Colours of the page's style sheet as the drawing library can read them: it knows no oklch().
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
    return `rgb(${red},${green},${blue})`;
  };
  const palette = () => {
    const style = getComputedStyle(document.querySelector(".analytics"));
    const of = (name) => rgb(style.getPropertyValue(name).trim());
    return {
      ink: of("--ink"), muted: of("--muted"), line: of("--line"), ground: of("--ground"), good: of("--good"),
      onSeries: of("--on-series"),
      series: [1, 2, 3, 4, 5, 6].map((place) => of(`--series-${place}`)),
      cold: of("--cold"), warm: of("--warm"), onWarm: of("--on-warm"),
    };
  };

  const escaped = (text) => echarts.format.encodeHTML(String(text));
  const axisNumber = (data) => (value) => {
    const number = value / 10 ** data.scale;
    const text = Math.abs(number) >= 10_000 ? compact.format(number) : whole.format(number);
    if (data.unit === "%") return russian ? `${text}\u00a0%` : `${text}%`;
    if (data.unit === "₽") return russian ? `${text}\u00a0₽` : `₽${text}`;
    return text;
  };

  const tip = (title, lines) =>
    `<b>${escaped(title)}</b>${lines
      .map(([mark, name, text]) => `<div>${mark || ""}${escaped(name)}${name ? ": " : ""}<b>${escaped(text)}</b></div>`)
      .join("")}`;

  const axes = (data, colours) => ({
    category: {
      type: "category",
      data: data.heads.map((head) => head.label),
      axisLabel: { color: colours.muted, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
    },
    value: {
      type: "value",
      axisLabel: { color: colours.muted, formatter: axisNumber(data), hideOverlap: true },
      splitLine: { lineStyle: { color: colours.line } },
      splitNumber: 4,
      minInterval: 10 ** data.scale / (data.scale && !data.unit ? 2 : 1),
      max: data.series.every((one) => one.values.every((number) => !number)) ? 10 ** data.scale : undefined,
    },
  });

  const corridor = (data, colours) =>
    data.corridor
      ? {
          silent: true,
          itemStyle: { color: colours.good, opacity: 0.1 },
          data: [[{ yAxis: data.corridor[0] }, { yAxis: data.corridor[1] }]],
        }
      : undefined;

  const legend = (data, colours) =>
    data.series.length > 1
      ? { show: true, bottom: 0, textStyle: { color: colours.ink }, icon: "roundRect", itemHeight: 8, itemWidth: 14, itemGap: 18, type: paper ? "plain" : "scroll" }
      : { show: false };

  // A period that still goes on is pale: what it comes to is not known yet.
  const pale = (data, place, value) => (data.heads[place].open ? { value, itemStyle: { opacity: 0.45 } } : value);

  const overTime = (data, colours) => {
    const { category, value } = axes(data, colours);
    const bars = data.kind !== "line";
    return {
      grid: { left: 8, right: 16, top: 12, bottom: data.series.length > 1 ? (paper ? 64 : 36) : 8, containLabel: true },
      legend: legend(data, colours),
      tooltip: {
        trigger: "axis",
        axisPointer: { type: bars ? "shadow" : "line" },
        formatter: (points) =>
          tip(
            data.heads[points[0].dataIndex].name,
            [
              ...points.map((point) => [point.marker, point.seriesName, data.series[point.seriesIndex].texts[point.dataIndex] || "—"]),
              ...data.told.map((one) => ["", one.name, one.texts[points[0].dataIndex] || "—"]),
            ],
          ),
      },
      xAxis: category,
      yAxis: value,
      series: data.series.map((one, place) => ({
        name: one.name,
        type: bars ? "bar" : "line",
        stack: data.kind === "stacked" ? "all" : undefined,
        barMaxWidth: 36,
        data: one.values.map((number, at) => pale(data, at, number)),
        symbolSize: 7,
        lineStyle: { width: one.before ? 1.5 : 2.5, type: one.before ? "dashed" : "solid" },
        itemStyle: {
          color: one.before ? colours.muted : one.ahead ? colours.series[0] : undefined,
          opacity: one.ahead ? 0.4 : 1,
          borderRadius: bars && data.kind !== "stacked" ? [3, 3, 0, 0] : 0,
        },
        markArea: place ? undefined : corridor(data, colours),
      })),
    };
  };

  const league = (data, colours, width) => {
    const { category, value } = axes(data, colours);
    const names = Math.min(180, Math.round(width / 3));
    return {
      grid: { left: names + 12, right: 76, top: 8, bottom: data.series.length > 1 ? 56 : 28 },
      legend: legend(data, colours),
      tooltip: {
        trigger: "axis",
        axisPointer: { type: "shadow" },
        formatter: (points) =>
          tip(
            data.heads[points[0].dataIndex].name,
            points.map((point) => [point.marker, point.seriesName, data.series[point.seriesIndex].texts[point.dataIndex] || "—"]),
          ),
      },
      xAxis: { ...value, splitNumber: 2 },
      yAxis: { ...category, inverse: true, axisLabel: { color: colours.ink, width: names, overflow: "truncate" } },
      series: data.series.map((one) => ({
        name: one.name,
        type: "bar",
        barMaxWidth: 18,
        data: one.values,
        itemStyle: { borderRadius: [0, 3, 3, 0] },
        label: { show: data.series.length === 1, position: "right", color: colours.muted, formatter: (point) => one.texts[point.dataIndex] },
      })),
    };
  };

  const heat = (data, colours) => {
    const { category } = axes(data, colours);
    const points = data.series.flatMap((one, row) =>
      one.values.map((number, column) => [column, row, number]).filter((point) => point[2] !== null),
    );
    const numbers = points.map((point) => point[2]);
    const most = Math.max(...numbers);
    return {
      grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
      tooltip: {
        formatter: ({ data: [column, row] }) =>
          tip(data.series[row].name, [["", data.heads[column].name, data.series[row].texts[column]]]),
      },
      xAxis: { ...category, position: "top", axisLine: { show: false } },
      yAxis: { type: "category", inverse: true, data: data.series.map((one) => one.name), axisTick: { show: false },
        axisLine: { show: false }, axisLabel: { color: colours.muted } },
      visualMap: { show: false, min: 0, max: most || 1, inRange: { color: [colours.cold, colours.warm] } },
      series: [{
        type: "heatmap",
        data: points,
        itemStyle: { borderColor: colours.ground, borderWidth: 2, borderRadius: 4 },
        label: {
          show: data.heads.length <= 14,
          formatter: ({ data: [, , number] }) => axisNumber({ ...data, unit: data.unit === "%" ? "" : data.unit })(number),
          fontSize: 11,
        },
      }],
      after: (option) => {
        for (const point of points) {
          if (point[2] > most * 0.55) point.dark = true;
        }
        option.series[0].data = points.map((point) => ({ value: point, label: { color: point.dark ? colours.onWarm : colours.ink } }));
        option.tooltip.formatter = ({ data: { value: [column, row] } }) =>
          tip(data.series[row].name, [["", data.heads[column].name, data.series[row].texts[column]]]);
        option.series[0].label.formatter = ({ data: { value } }) =>
          axisNumber({ ...data, unit: data.unit === "%" ? "" : data.unit })(value[2]);
      },
    };
  };

  const tree = (data, colours) => ({
    tooltip: { formatter: ({ dataIndex, name }) => tip(name, [["", data.series[0].name, data.series[0].texts[dataIndex - 1] || ""]]) },
    series: [{
      type: "treemap",
      roam: false,
      nodeClick: false,
      breadcrumb: { show: false },
      left: 0, right: 0, top: 0, bottom: 0,
      itemStyle: { borderColor: colours.ground, gapWidth: 2 },
      label: { formatter: ({ name, dataIndex }) => `${name}\n${data.series[0].texts[dataIndex - 1] || ""}`, overflow: "truncate", lineHeight: 17, color: colours.onSeries },
      data: data.heads.map((head, place) => ({ name: head.name, value: data.series[0].values[place] || 0 })),
    }],
  });

  const funnel = (data, colours) => ({
    tooltip: { formatter: ({ dataIndex, name }) => tip(name, [["", data.series[0].name, data.series[0].texts[dataIndex]]]) },
    series: [{
      type: "funnel",
      sort: "none",
      left: 8, right: "40%", top: 8, bottom: 8,
      minSize: "4%",
      gap: 4,
      label: { position: "right", color: colours.ink, formatter: ({ name, dataIndex }) => `${name}: ${data.series[0].texts[dataIndex]}` },
      labelLine: { show: true, lineStyle: { color: colours.line } },
      itemStyle: { borderWidth: 0 },
      data: data.heads.map((head, place) => ({ name: head.name, value: data.series[0].values[place] || 0 })),
    }],
  });

  const drawers = { line: overTime, bar: overTime, stacked: overTime, league, heat, treemap: tree, funnel };

  const heightOf = (data) => {
    if (data.kind === "league") return Math.max(140, data.heads.length * 28 + (data.series.length > 1 ? 80 : 44));
    if (data.kind === "heat") return Math.max(160, data.series.length * 30 + 40);
    if (data.kind === "funnel") return 200;
    return 280;
  };

  const optionOf = (data, colours, width) => {
    const { after, ...option } = drawers[data.kind](data, colours, width);
    if (after) after(option);
    return {
      animation: !still && !paper,
      animationDuration: 300,
      color: colours.series,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, // measured as it is drawn: legends overlap else
      aria: { enabled: true, label: { description: data.description } },
      ...option,
      tooltip: { confine: true, backgroundColor: colours.ground, borderColor: colours.line, textStyle: { color: colours.ink, fontSize: 13 }, ...option.tooltip },
    };
  };

  class Drawn {
    constructor(figure) {
      this.figure = figure;
      this.place = figure.querySelector(".chart-drawing");
      this.table = figure.querySelector(".chart-table");
      this.data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
      this.data.description = figure.dataset.description;
      this.place.style.height = `${heightOf(this.data)}px`;
      for (const button of figure.querySelectorAll("[data-show]")) {
        button.addEventListener("click", () => this.show(button.dataset.show));
      }
      figure.querySelector("[data-switch]").hidden = false;
      this.show(figure.dataset.first || "drawing");
      new ResizeObserver(() => this.chart && this.place.clientWidth && this.chart.resize()).observe(this.place);
    }

    show(which) {
      this.place.hidden = which !== "drawing";
      this.table.hidden = which === "drawing";
      for (const button of this.figure.querySelectorAll("[data-show]")) {
        button.setAttribute("aria-pressed", String(button.dataset.show === which));
      }
      if (which === "drawing") this.draw();
    }

    draw() {
      if (this.place.hidden) return;
      if (!this.chart) {
        this.chart = echarts.init(this.place, null, { renderer: "svg", locale: russian ? "RU" : "EN" });
        this.chart.on("click", (point) => this.open(point));
      }
      this.chart.setOption(optionOf(this.data, palette(), this.place.clientWidth), { notMerge: true });
    }

    // A click on a figure leads to the rows behind it, as its link in the table does.
    open(point) {
      const value = Array.isArray(point.data?.value) ? point.data.value : null;
      const rows = value && this.data.kind === "heat"
        ? this.data.series[value[1]].rows[value[0]]
        : this.data.series[point.seriesIndex ?? 0]?.rows[this.data.kind === "treemap" ? point.dataIndex - 1 : point.dataIndex];
      if (rows) location.assign(rows);
    }
  }

  if (figures.length) {
    const drawn = figures.map((figure) => new Drawn(figure));
    const again = () => drawn.forEach((one) => one.draw());
    new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    const turn = (on) => {
      paper = on;
      document.documentElement.classList.toggle("on-paper", on);
      again();
      drawn.forEach((one) => one.chart?.resize());
    };
    addEventListener("beforeprint", () => turn(true));
    addEventListener("afterprint", () => turn(false));
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
