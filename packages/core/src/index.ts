import 'reflect-metadata';

export { container, type DependencyContainer, type InjectionToken, inject, injectable } from 'tsyringe';
export * from './backend.ts';
export * from './catalog.ts';
export * from './encoder.ts';
export * from './errors.ts';
export * from './executor.ts';
export * from './kind.ts';
export * from './metric.ts';
export * from './plugin.ts';
export * from './source.ts';
export * from './task.ts';
export * from './tokens.ts';
export * from './translator.ts';
