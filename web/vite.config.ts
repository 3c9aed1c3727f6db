// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { defineConfig, type Plugin } from 'vite'

/** The licences of what is packed into the page, beside it. */
function licences(): Plugin {
  const parts = ['@fontsource-variable/inter', 'd3-array', 'd3-geo', 'internmap', 'topojson-client', 'uplot', 'world-atlas']
  return {
    name: 'licences',
    generateBundle() {
      const texts = parts.map((name) => {
        const folder = new URL(`node_modules/${name}/`, import.meta.url)
        const { version, license } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
        return `${name} ${version} (${license})\n\n${readFileSync(new URL('LICENSE', folder), 'utf8').trim()}\n`
      })
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: texts.join(`\n${'-'.repeat(72)}\n\n`) })
    },
  }
}

// Nothing is inlined: the page's policy takes files of its own origin only. Names carry no hash, so
// that the list of files stays the same when their contents change.
export default defineConfig({
  base: './',
  plugins: [licences()],
  build: {
    target: 'es2021',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
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
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
})
