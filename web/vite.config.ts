// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vite'

// Nothing is inlined: the page's policy takes files of its own origin only. Names carry no hash of
// the build machine, so that the same sources give the same bytes.
export default defineConfig({
  base: './',
  build: {
    target: 'es2021',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    reportCompressedSize: true,
    chunkSizeWarningLimit: 200,
    rollupOptions: {
      output: {
        entryFileNames: 'assets/[name].js',
        chunkFileNames: 'assets/[name].js',
        assetFileNames: 'assets/[name][extname]',
      },
    },
  },
  worker: {
    format: 'es',
    rollupOptions: { output: { entryFileNames: 'assets/[name].js' } },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8090' } },
})
