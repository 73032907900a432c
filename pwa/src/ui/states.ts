// The five honest states of something that was written on this phone.

/** 已存本机 · 待发送 · 发送中 · 已送达 · 需处理 */
export type DeliveryState = 'saved' | 'queued' | 'sending' | 'delivered' | 'attention';
