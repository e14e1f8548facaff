import 'reflect-metadata';

export { container, type DependencyContainer, type InjectionToken, inject, injectable } from 'tsyringe';
export * from './catalog.ts';
export * from './tokens.ts';
