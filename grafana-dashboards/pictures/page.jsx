// Draws a dashboard with the answers that ask.mjs put into the page, in the components that Grafana draws its panels with. Those of
// gauges, state timelines and heat maps are no part of @grafana/ui: they are drawn here, in its colours.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router-dom';
import {
  createTheme, dateTime, FieldType, formattedValueToString, getDisplayProcessor, getFieldDisplayName, getValueFormat, ThemeContext, toDataFrame,
} from '@grafana/data';
import {
  BigValue, BigValueColorMode, BigValueGraphMode, BigValueJustifyMode, BigValueTextMode, GlobalStyles, PanelChrome, TimeSeries,
} from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';

const theme = createTheme({ colors: { mode: 'light' } });
const { board, from, end, step } = window.drawn;
const CELL = 38, WIDTH = 1600;
const span = { from: dateTime(from), to: dateTime(end), raw: { from: 'now-24h', to: 'now' } };

const named = (target, metric) =>
  target.legendFormat.replace(/\{\{ *([a-z_]+) *}}/g, (all, label) => metric[label] ?? '');

/** A field's settings: the panel's, and those of the overrides that are for its name. */
function settings(panel, name) {
  const config = structuredClone(panel.fieldConfig.defaults);
  config.custom ??= {};
  for (const override of panel.fieldConfig.overrides ?? []) {
    const { id, options } = override.matcher;
    const meant = id === 'byName' ? options === name
      : id === 'byRegexp' && new RegExp(options.replace(/^\/|\/$/g, '')).test(name);
    for (const { id: key, value } of meant ? override.properties : []) {
      if (key.startsWith('custom.')) config.custom[key.slice(7)] = value;
      else config[key] = value;
    }
  }
  return config;
}

function frames(panel) {
  return panel.targets.flatMap((target) => target.answer.map((one) => {
    const name = named(target, one.metric);
    const known = new Map(one.values.map(([time, value]) => [time * 1000, Number(value)]));
    const times = Array.from({ length: Math.round((end - from) / step / 1000) + 1 }, (_, at) => from + at * step * 1000);
    const frame = toDataFrame({ refId: target.refId, fields: [
      { name: 'Time', type: FieldType.time, values: times, config: {} },
      { name: 'Value', type: FieldType.number, labels: one.metric, values: times.map((time) => known.get(time) ?? null),
        config: { ...settings(panel, name), displayNameFromDS: name } },
    ] });
    return frame;
  })).map((frame, index) => {
    const field = frame.fields[1];
    field.state = { seriesIndex: index };
    field.display = getDisplayProcessor({ field, theme });
    frame.fields[0].display = getDisplayProcessor({ field: frame.fields[0], theme });
    return frame;
  });
}

const title = (frame) => getFieldDisplayName(frame.fields[1], frame);
const last = (frame) => frame.fields[1].values.findLast((value) => value !== null);

const Nothing = ({ panel }) => (
  <p style={{ textAlign: 'center', color: theme.colors.text.secondary, paddingTop: 40 }}>{panel.fieldConfig.defaults.noValue ?? 'No data'}</p>
);

function Series({ panel, width, height }) {
  const all = frames(panel);
  if (all.length === 0) return <Nothing panel={panel} />;
  const options = panel.options.legend ?? {};
  const legend = { showLegend: true, placement: 'bottom', displayMode: 'list', calcs: [], ...options };
  return <TimeSeries frames={all} timeRange={span} timeZone="utc" width={width} height={height} legend={legend} options={panel.options} />;
}

function Big({ panel, width, height }) {
  const all = frames(panel);
  if (all.length === 0) return <Nothing panel={panel} />;
  const mode = panel.options;
  return (
    <div style={{ display: 'flex' }}>
      {all.map((frame, at) => {
        const field = frame.fields[1];
        const value = { ...field.display(last(frame)), title: all.length > 1 ? title(frame) : undefined };
        return <BigValue key={at} value={value} width={width / all.length} height={height} theme={theme} colorMode={mode.colorMode ?? BigValueColorMode.Value}
          graphMode={mode.graphMode ?? BigValueGraphMode.None} justifyMode={mode.justifyMode ?? BigValueJustifyMode.Auto} textMode={all.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Auto}
          sparkline={mode.graphMode === 'area' ? { y: field, x: frame.fields[0] } : undefined} />;
      })}
    </div>
  );
}

function Gauges({ panel, width, height }) {
  const all = frames(panel), wide = width / all.length, radius = Math.min(wide / 2 - 16, height - 70);
  const { min = 0, max = 1, thresholds } = panel.fieldConfig.defaults;
  const point = (share, far) => `${-Math.cos(share * Math.PI) * far} ${-Math.sin(share * Math.PI) * far}`;
  const arc = (low, high, far) => `M${point(low, far)} A${far} ${far} 0 0 1 ${point(high, far)}`;
  const share = (value) => Math.min(1, Math.max(0, (value - min) / (max - min)));
  return (
    <svg width={width} height={height} fontFamily={theme.typography.fontFamily} textAnchor="middle" fill="none">
      {all.map((frame, at) => {
        const shown = frame.fields[1].display(last(frame));
        return (
          <g key={at} transform={`translate(${wide * (at + 0.5)} ${radius + 20})`}>
            <path d={arc(0, 1, radius - 14)} stroke={theme.colors.background.secondary} strokeWidth="22" />
            <path d={arc(0, share(last(frame)), radius - 14)} stroke={shown.color} strokeWidth="22" />
            {thresholds.steps.map((one, index) => (
              <path key={index} d={arc(share(one.value ?? min), share(thresholds.steps[index + 1]?.value ?? max), radius)}
                stroke={theme.visualization.getColorByName(one.color)} strokeWidth="4" />
            ))}
            <text y="-6" fontSize="24" fontWeight="500" fill={shown.color}>{formattedValueToString(shown)}</text>
            <text y="24" fontSize="14" fill={theme.colors.text.primary}>{title(frame)}</text>
          </g>
        );
      })}
    </svg>
  );
}

/** As Grafana's transformations of these tables leave it: a column a label, and the value. */
function Rows({ panel, width, height }) {
  const organize = panel.transformations?.find((one) => one.id === 'organize')?.options ?? {};
  const answer = panel.targets[0].answer;
  if (answer.length === 0) return <Nothing panel={panel} />;
  const names = [...new Set(answer.flatMap((one) => Object.keys(one.metric)))].filter((name) => !organize.excludeByName?.[name]);
  const columns = names.map((name) => ({ name, values: answer.map((one) => one.metric[name] ?? ''), type: FieldType.string }));
  if (!organize.excludeByName?.Value) columns.push({ name: 'Value', values: answer.map((one) => Number(one.values[0][1])), type: FieldType.number });
  const place = (name) => organize.indexByName?.[name] ?? 99;
  columns.sort((one, other) => place(one.name) - place(other.name));
  const frame = toDataFrame({ fields: columns.map((column) => {
    const name = organize.renameByName?.[column.name] ?? column.name;
    return { ...column, name, config: settings(panel, name) };
  }) });
  frame.fields.forEach((field) => { field.display = getDisplayProcessor({ field, theme }); field.state = {}; });
  return <TableNG data={frame} width={width} height={height} columnMinWidth={80} initialSortBy={panel.options.sortBy} />;
}

function States({ panel, width, height }) {
  const all = frames(panel);
  const row = Math.min(40, (height - 24) / all.length), left = 180;
  const x = (time) => left + (width - left - 8) * (time - from) / (end - from);
  const texts = panel.fieldConfig.defaults.mappings.find((one) => one.type === 'value')?.options ?? {};
  return (
    <svg width={width} height={height} fontSize="12" fill={theme.colors.text.primary} fontFamily={theme.typography.fontFamily}>
      {all.map((frame, at) => {
        const [times, values] = frame.fields.map((field) => field.values);
        const runs = [];
        times.forEach((time, index) => {
          if (runs.at(-1)?.value === values[index]) runs.at(-1).end = time + step * 1000;
          else runs.push({ value: values[index], start: time, end: time + step * 1000 });
        });
        return (
          <g key={at} transform={`translate(0 ${at * row})`}>
            <text x={left - 10} y={row / 2 + 4} textAnchor="end">{title(frame)}</text>
            {runs.filter((run) => run.value !== null).map((run, index) => {
              const shown = frame.fields[1].display(run.value), wide = x(Math.min(end, run.end)) - x(run.start);
              const text = texts[run.value]?.text ?? formattedValueToString(shown);
              return (
                <g key={index}>
                  <rect x={x(run.start)} y={row * 0.08} width={wide} height={row * 0.84} fill={shown.color} fillOpacity="0.75" />
                  {wide > 7 * text.length + 6 && <text x={x(run.start) + 5} y={row / 2 + 4}>{text}</text>}
                </g>
              );
            })}
          </g>
        );
      })}
      <Hours x={x} y={height - 6} />
    </svg>
  );
}

const Hours = ({ x, y }) => Array.from({ length: 6 }, (_, at) => from + (at * 4 + 2) * 3_600_000).map((time) => (
  <text key={time} x={x(time)} y={y} textAnchor="middle" fill={theme.colors.text.secondary}>{dateTime(time).utc().format('HH:mm')}</text>
));

/** Buckets of a histogram: each is what it counts beyond the one below it. */
function Heat({ panel, width, height }) {
  const bounds = panel.targets[0].answer.map((one) => ({ le: Number(one.metric.le.replace('+Inf', 'Infinity')), text: one.metric.le, values: new Map(one.values) }))
    .sort((one, other) => one.le - other.le);
  const left = 60, columns = 120, wide = (width - left - 8) / columns, tall = (height - 24) / bounds.length;
  const format = getValueFormat(panel.options.yAxis?.unit ?? 's');
  const cells = bounds.map((bound, at) => Array.from({ length: columns }, (_, column) => {
    const times = Array.from({ length: 6 }, (_, of) => from / 1000 + (column * 6 + of) * step);
    const sum = (of) => times.reduce((all, time) => all + Number(of?.values.get(time) ?? 0), 0);
    return Math.max(0, sum(bound) - sum(bounds[at - 1]));
  }));
  const most = Math.max(...cells.flat());
  const x = (time) => left + (width - left - 8) * (time - from) / (end - from);
  return (
    <svg width={width} height={height} fontSize="12" fill={theme.colors.text.secondary} fontFamily={theme.typography.fontFamily}>
      {bounds.map((bound, at) => (
        <g key={at} transform={`translate(0 ${(bounds.length - 1 - at) * tall})`}>
          <text x={left - 8} y={tall / 2 + 4} textAnchor="end">{bound.text === '+Inf' ? bound.text : formattedValueToString(format(bound.le))}</text>
          {cells[at].map((count, column) => count > most / 1000 && (
            <rect key={column} x={left + column * wide} y="1" width={wide - 0.5} height={tall - 2}
              fill={`hsl(${32 - 30 * Math.sqrt(count / most)} 90% ${88 - 48 * Math.sqrt(count / most)}%)`} />
          ))}
        </g>
      ))}
      <Hours x={x} y={height - 6} />
    </svg>
  );
}

const KINDS = { timeseries: Series, stat: Big, gauge: Gauges, table: Rows, 'state-timeline': States, heatmap: Heat };

function Panel({ panel }) {
  const { x, y, w, h } = panel.gridPos;
  const place = { position: 'absolute', left: (x * WIDTH) / 24 + 4, top: y * CELL + 52 };
  if (panel.type === 'row') return <h4 style={{ ...place, margin: '8px 4px' }}>⌄ {panel.title}</h4>;
  const Kind = KINDS[panel.type];
  return (
    <div style={place}>
      <PanelChrome title={panel.title} description={panel.description} width={(w * WIDTH) / 24 - 8} height={h * CELL - 8} padding="md">
        {(width, height) => <Kind panel={panel} width={width} height={height} />}
      </PanelChrome>
    </div>
  );
}

createRoot(document.getElementById('page')).render(
  <MemoryRouter>
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div style={{ background: theme.colors.background.canvas, position: 'absolute', inset: 0, minHeight: '100vh' }}>
        <h3 style={{ padding: '12px 8px' }}>{board.title}</h3>
        {board.panels.map((panel) => <Panel key={panel.id} panel={panel} />)}
      </div>
    </ThemeContext.Provider>
  </MemoryRouter>
);
