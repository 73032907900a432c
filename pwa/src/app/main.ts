// The phone app starts here.
import '@/ui/theme/tokens.css';
import '@/ui/theme/base.css';
import '@/ui/theme/vant.css';
import { createApp } from 'vue';
import { restoreDisplay } from '@/ui/useDisplay';
import App from './App.vue';
import { watchFailures } from './failures';
import { createWords } from './i18n';
import { registerAllPredictions } from './predictions';
import { createRoutes } from './router';
import { openGate } from './useGate';
import { watchForUpdates } from './useUpdate';

async function start(): Promise<void> {
  restoreDisplay();
  registerAllPredictions();
  const app = createApp(App);
  watchFailures(app);
  // The router decides by the user's grants, so it starts once it is known who works here.
  const [{ words, fetchAll }] = await Promise.all([createWords(), openGate()]);
  const routes = createRoutes(fetchAll);
  app.use(words).use(routes).mount('#app');
  // A tap on a notice outside the app (see service-worker.ts).
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data?.type === 'OPEN') void routes.push(data.path);
  });
  void fetchAll();
  watchForUpdates();
}

void start();
