// A dashboard file as Grafana's own types describe it: options and custom fields by the type of the panel.
import type { AnnotationQuery, Dashboard, Panel, RowPanel } from '@grafana/schema';
import type * as gauge from '@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen';
import type * as heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as timeline from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** A file holds the values of enums, not their names, and leaves out what has a default. */
type Written<T> = T extends string ? `${T}`
  : T extends number ? number
  : T extends Array<infer E> ? Array<Written<E>>
  : T extends object ? { [K in keyof T]?: Written<T[K]> }
  : T;

type Defaults = NonNullable<Panel['fieldConfig']>['defaults'];
type Of<K extends string, Options, Custom> =
  Omit<Written<Panel>, 'type' | 'options' | 'fieldConfig' | 'id' | 'gridPos'> & {
    type: K;
    id: number;
    gridPos: { h: number; w: number; x: number; y: number };
    options: Written<Options>;
    fieldConfig: {
      defaults: Omit<Written<Defaults>, 'custom'> & { custom: Written<Custom> };
      overrides: Written<NonNullable<Panel['fieldConfig']>['overrides']>;
    };
  };
type Nothing = Record<string, never>;

type AnyPanel =
  | Of<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | Of<'stat', stat.Options, Nothing>
  | Of<'gauge', gauge.Options, Nothing>
  | Of<'table', table.Options, table.FieldConfig>
  | Of<'state-timeline', timeline.Options, timeline.FieldConfig>
  | Of<'heatmap', heatmap.Options, heatmap.FieldConfig>
  | (Omit<Written<RowPanel>, 'type' | 'panels'> & { type: 'row'; panels: AnyPanel[] });

/** Prometheus's annotations have keys of their own, which the types of Grafana do not know. */
type Annotation = Written<AnnotationQuery> & {
  expr?: string; step?: string; titleFormat?: string; tagKeys?: string;
};

export type DashboardFile =
  Omit<Written<Dashboard>, 'panels' | 'annotations'> & { panels: AnyPanel[]; annotations: { list: Annotation[] } };
